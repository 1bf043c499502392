import { basename, dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesBelow, importsOf as importsIn, project, read } from '../setup/source-tree.ts'

/** Imports of a resource's folder: those that all resources may use, then those only for this one. */
const resource = (...more: string[]) => [
  'operation.ts',
  'errors',
  'auth',
  'db',
  'openapi',
  'paging',
  'validation',
  ...more,
]

/** Which folder or file of `src` may import which others. Every permission listed here is in use. */
const MAY_IMPORT: Record<string, string[]> = {
  'index.ts': ['app.ts', 'env.ts', 'idempotency'],
  'app.ts': [
    ...['env.ts', 'errors', 'operation.ts', 'http', 'auth', 'service', 'stripe', 'dashboard'],
    ...['customers', 'api-keys', 'audit-log', 'instances', 'rules', 'subscriptions'],
  ],
  'operation.ts': ['env.ts', 'guard', 'auth', 'limits'],
  guard: ['env.ts', 'errors', 'auth', 'db', 'idempotency', 'limits', 'paging', 'validation'],
  'env.ts': ['auth', 'db', 'limits'],
  errors: [],

  http: ['env.ts', 'errors', 'db', 'limits'],
  validation: ['errors', 'http'],
  openapi: ['errors', 'operation.ts', 'auth', 'idempotency'],
  service: ['env.ts', 'errors', 'operation.ts', 'db', 'limits', 'openapi', 'stripe'],
  auth: ['errors', 'db', 'limits'],
  limits: ['errors'],
  db: ['env.ts', 'errors', 'limits'],
  paging: ['errors', 'auth', 'db', 'validation'],

  customers: resource('guard', 'http', 'instances', 'rules', 'subscriptions'),
  rules: resource('guard', 'http'),
  instances: resource('http'),
  subscriptions: resource(),
  'api-keys': resource(),
  'audit-log': resource().filter((name) => name !== 'errors'),
  dashboard: resource(
    'env.ts',
    'guard',
    'http',
    'theme',
    'customers',
    'instances',
    'rules',
    'subscriptions',
    'audit-log',
    'api-keys',
  ),
  idempotency: ['auth', 'db', 'http'],
  stripe: ['env.ts', 'errors', 'auth', 'db', 'http', 'limits', 'openapi', 'subscriptions', 'validation'],

  admin: ['errors', 'api-keys', 'auth', 'limits', 'stripe', 'validation'],
  docs: [],
  local: ['app.ts', 'service', 'admin', 'auth', 'instances', 'stripe'],
}

const { files: sources, workerFiles, importsOf } = project
const imports = new Map(sources.map((file) => [file, importsOf(file)]))
const folderOf = (file: string) => file.split('/')[1] ?? ''
/** Files of a Worker that import any symbol or type of a file. */
const importersOf = (target: string) =>
  workerFiles.filter((file) => imports.get(file)?.some(({ from }) => from === target)).sort()

/** A folder with an index is a resource. The index lists its verbs. */
const resources = workerFiles.filter((file) => basename(file) === 'index.ts' && dirname(file) !== 'src').map(dirname)
const verbsOf = (folder: string) =>
  importsOf(`${folder}/index.ts`).flatMap(({ from }) => (from && dirname(from) === folder ? [from] : []))

describe('the folders', () => {
  test('import only what the table allows, and the table allows nothing else', () => {
    const found = new Map<string, Set<string>>(Object.keys(MAY_IMPORT).map((folder) => [folder, new Set()]))
    for (const [file, names] of imports) {
      for (const { from } of names) {
        if (from?.startsWith('src/') && folderOf(from) !== folderOf(file))
          found.get(folderOf(file))?.add(folderOf(from))
      }
    }
    const sorted = (names: Iterable<string>) => [...names].sort()
    const actual = Object.fromEntries([...found].map(([folder, names]) => [folder, sorted(names)]))
    const allowed = Object.entries(MAY_IMPORT).map(([folder, names]) => [folder, sorted(names)])
    expect(actual).toEqual(Object.fromEntries(allowed))
    expect(sorted(new Set(sources.map(folderOf)))).toEqual(sorted(Object.keys(MAY_IMPORT)))
  })

  test('have no import cycle, including imports of types', () => {
    const state = new Map<string, 'open' | 'done'>()
    const cycles: string[] = []
    const visit = (file: string, path: string[]) => {
      if (state.get(file) === 'open') cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      if (state.has(file)) return
      state.set(file, 'open')
      for (const { from } of imports.get(file) ?? []) if (from && imports.has(from)) visit(from, [...path, file])
      state.set(file, 'done')
    }
    for (const file of sources) visit(file, [])
    expect(cycles).toEqual([])
  })
})

describe('the typed client', () => {
  const files = filesBelow('client/src')
  const imported = (from: readonly string[]) => new Set(from.flatMap((file) => importsIn(file).map(({ from }) => from)))

  test('imports only its own files and openapi-fetch', () => {
    const outside = [...imported(files)].filter((from) => !from?.startsWith('client/src/'))
    expect(outside).toEqual(['openapi-fetch'])
    const { dependencies } = JSON.parse(read('client/package.json')) as { dependencies: object }
    expect(Object.keys(dependencies)).toEqual(['openapi-fetch'])
  })

  test('is not part of the Worker', () => {
    expect([...imported(sources)].filter((from) => /client\/|openapi-fetch/.test(from ?? ''))).toEqual([])
  })
})

describe('the operations', () => {
  test('of one resource are not imported by another', () => {
    const crossing = resources.flatMap((folder) =>
      verbsOf(folder).flatMap((verb) => importersOf(verb).filter((file) => dirname(file) !== folder)),
    )
    expect(crossing).toEqual([])
  })
})
