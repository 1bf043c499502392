import type { SourceRule } from './source-rule.ts'

/** Which folder or file of `src` may import which packages. `*` stands for all. Every listed permission is in use. */
const PACKAGES: Record<string, string[]> = {
  '@hono/zod-openapi': ['*'],
  hono: ['*'],
  zod: ['validation'],
  '@cloudflare/workers-types': ['env.ts', 'auth', 'limits'],

  // These can open a connection. In a Worker, only db/ imports them, so that no operation can.
  'drizzle-orm': ['db'],
  '@neondatabase/serverless': ['db'],
  pg: ['admin', 'local'],

  commander: ['admin', 'local'],
  papaparse: ['dashboard'],
  'node:': ['admin', 'docs', 'local'],
  marked: ['docs'],
  stripe: ['admin'],
}

/** The package of a module, or the scheme of one that the runtime provides. */
const packageOf = (module: string) => module.match(/^(\w+:|@[^/]+\/[^/]+|[^/]+)/)?.[0] ?? module

export const PACKAGE_RULES: SourceRule[] = [
  {
    promise: 'every folder imports exactly the packages that the table allows it, at any path inside them',
    advice:
      'Only src/db/ may reach the database in a Worker: run statements with c.var.db.batch. For any other package, ' +
      'edit PACKAGES in test/node/sources/package-rules.ts.',
    expected: Object.entries(PACKAGES).flatMap(([name, folders]) => folders.map((folder) => `${folder}: ${name}`)),
    found: ({ files, importsOf }) => {
      const used = files.flatMap((file) =>
        importsOf(file).flatMap(({ from }) => {
          if (from === null || from.startsWith('src/')) return []
          const name = packageOf(from)
          return [`${PACKAGES[name]?.[0] === '*' ? '*' : file.split('/')[1]}: ${name}`]
        }),
      )
      return [...new Set(used)]
    },
  },
]
