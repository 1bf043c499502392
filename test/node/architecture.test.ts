import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

const read = (file: string) => readFileSync(join(root, file), 'utf8')

/** What a file imports, types too: files as paths from the root, packages by name. */
function importsOf(file: string): string[] {
  const found = read(file).matchAll(
    /^(?:import|export)\b[^'"`;]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm,
  )
  return [...found]
    .map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '')
    .map((name) => (name.startsWith('.') ? join(dirname(file), name) : name))
}

const all = [...filesBelow('src'), ...filesBelow('test'), ...filesBelow('migrations')]
const sources = all.filter((file) => file.startsWith('src/') && file.endsWith('.ts'))
const worker = sources.filter((file) => !/^src\/(admin|local)\//.test(file))
const imports = new Map(sources.map((file) => [file, importsOf(file)]))
const importersOf = (target: string) => worker.filter((file) => imports.get(file)?.includes(target))

/** A folder that lists verbs in an index is a resource. */
const resources = worker.filter((file) => basename(file) === 'index.ts' && dirname(file) !== 'src').map(dirname)
const verbsOf = (folder: string) => importsOf(join(folder, 'index.ts')).filter((file) => dirname(file) === folder)

describe('the Worker', () => {
  test('reaches the database only through its two guards, the API key and Stripe’s signature', () => {
    expect(importersOf('src/db/tenant-db.ts')).toEqual(['src/operation.ts', 'src/stripe/webhook.ts'])
    expect(importersOf('src/db/client.ts').sort()).toEqual([
      'src/auth/lookup.ts',
      'src/db/readiness.ts',
      'src/db/tenant-db.ts',
    ])
    expect(importersOf('src/db/readiness.ts')).toEqual(['src/service/index.ts'])
    expect(importersOf('@neondatabase/serverless')).toEqual(['src/db/client.ts'])
    expect(importersOf('drizzle-orm/neon-http')).toEqual(['src/db/tenant-db.ts'])
  })

  test('mounts routes in three places: behind the guard, the Stripe webhook, and the routes that need no key', () => {
    const mounting = worker.filter((file) => /\bapp\.(on|get|post|put|patch|delete|openapi)\(/.test(read(file)))
    expect(mounting.sort()).toEqual(['src/operation.ts', 'src/service/index.ts', 'src/stripe/routes.ts'])
  })

  test('declares every verb of a resource by operation()', () => {
    expect(resources.length).toBeGreaterThan(0)
    for (const folder of resources) {
      const verbs = verbsOf(folder)
      expect(verbs.length).toBeGreaterThan(0)
      for (const verb of verbs) expect(read(verb), verb).toMatch(/^export const \w+ = operation\(/m)
    }
  })

  test('has no resource that imports a verb of another', () => {
    const crossing = resources.flatMap((folder) => {
      const verbs = verbsOf(folder)
      return verbs.flatMap((verb) => importersOf(verb).filter((file) => dirname(file) !== folder))
    })
    expect(crossing).toEqual([])
  })

  test('imports nothing that only a developer’s machine runs, and no module of Node', () => {
    const foreign = worker.filter((file) => imports.get(file)?.some((name) => /^src\/local\/|^node:|^pg$/.test(name)))
    expect(foreign).toEqual([])
  })

  test('imports no module of the runtime, whose `env` would hand anyone the connection string', () => {
    const foreign = worker.filter((file) => imports.get(file)?.some((name) => name.startsWith('cloudflare:')))
    expect(foreign).toEqual([])
  })
})

describe('the tree', () => {
  test('has no import cycle, imports of types included', () => {
    const state = new Map<string, 'open' | 'done'>()
    const cycles: string[] = []
    const visit = (file: string, path: string[]) => {
      if (state.get(file) === 'open') cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      if (state.has(file)) return
      state.set(file, 'open')
      for (const next of imports.get(file) ?? []) if (imports.has(next)) visit(next, [...path, file])
      state.set(file, 'done')
    }
    for (const file of sources) visit(file, [])
    expect(cycles).toEqual([])
  })

  test('has no file over 200 lines', () => {
    const code = all.filter((file) => /\.(ts|sql)$/.test(file))
    expect(code.filter((file) => read(file).split('\n').length > 201)).toEqual([])
  })

  test('has no catch-all module or folder', () => {
    const drawers = /(^|\/)(utils?|helpers?|commons?|lib|services|types|misc)(\.|\/)/
    expect(all.filter((file) => drawers.test(file))).toEqual([])
  })

  test('stands on its own: every relative import stays inside it', () => {
    const outside = [...all]
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => importsOf(file).filter((name) => name.startsWith('..')))
    expect(outside).toEqual([])
  })
})
