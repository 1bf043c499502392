import { basename, dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesBelow, importsOf, read } from '../setup/source-tree.ts'

/** Imports of a resource's folder: those that all resources may use, then those only for this one. */
const resource = (...more: string[]) => [
  'operation.ts',
  'errors.ts',
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
    ...['env.ts', 'errors.ts', 'operation.ts', 'http', 'auth', 'db', 'service', 'stripe'],
    ...['customers', 'api-keys', 'audit-log', 'instances', 'rules', 'subscriptions'],
  ],
  'operation.ts': ['env.ts', 'errors.ts', 'auth', 'db', 'idempotency', 'paging', 'validation'],
  'env.ts': ['auth'],
  'errors.ts': [],

  http: ['env.ts', 'errors.ts', 'db'],
  validation: ['errors.ts', 'http'],
  openapi: ['errors.ts', 'operation.ts', 'auth'],
  service: ['env.ts', 'errors.ts', 'operation.ts', 'db', 'openapi', 'stripe'],
  auth: ['errors.ts', 'db'],
  db: ['env.ts', 'errors.ts'],
  paging: ['errors.ts', 'auth', 'db', 'validation'],

  customers: resource('http', 'instances', 'subscriptions'),
  rules: resource(),
  instances: resource(),
  subscriptions: resource(),
  'api-keys': resource(),
  'audit-log': resource().filter((name) => name !== 'errors.ts'),
  idempotency: ['auth', 'db', 'http'],
  stripe: ['env.ts', 'errors.ts', 'auth', 'db', 'http', 'openapi', 'subscriptions', 'validation'],

  admin: ['errors.ts', 'api-keys', 'auth', 'stripe', 'validation'],
  local: ['app.ts', 'service', 'admin', 'auth', 'instances', 'stripe'],
}

/** Folders that may import a package, by prefix of the package's name. Any folder may import other packages. */
const PACKAGES: Record<string, string[]> = {
  'drizzle-orm': ['db'],
  '@neondatabase/': ['db'],
  'cloudflare:': [],
  'node:': ['admin', 'local'],
  pg: ['admin', 'local'],
  stripe: ['admin', 'local'],
}

const sources = filesBelow('src').filter((file) => file.endsWith('.ts'))
const imports = new Map(sources.map((file) => [file, importsOf(file)]))
const folderOf = (file: string) => file.split('/')[1] ?? ''
const worker = sources.filter((file) => !['admin', 'local'].includes(folderOf(file)))
const importersOf = (target: string, { types = true } = {}) =>
  worker
    .filter((file) => imports.get(file)?.some(({ name, typeOnly }) => name === target && (types || !typeOnly)))
    .sort()

/** A folder with an index is a resource. The index lists its verbs. */
const resources = worker.filter((file) => basename(file) === 'index.ts' && dirname(file) !== 'src').map(dirname)
const verbsOf = (folder: string) =>
  importsOf(`${folder}/index.ts`).flatMap(({ name }) => (dirname(name) === folder ? [name] : []))

describe('the folders', () => {
  test('import only what the table allows, and the table allows nothing else', () => {
    const found = new Map<string, Set<string>>(Object.keys(MAY_IMPORT).map((folder) => [folder, new Set()]))
    for (const [file, names] of imports) {
      for (const { name } of names) {
        if (name.startsWith('src/') && folderOf(name) !== folderOf(file)) found.get(folderOf(file))?.add(folderOf(name))
      }
    }
    const sorted = (names: Iterable<string>) => [...names].sort()
    const actual = Object.fromEntries([...found].map(([folder, names]) => [folder, sorted(names)]))
    const allowed = Object.entries(MAY_IMPORT).map(([folder, names]) => [folder, sorted(names)])
    expect(actual).toEqual(Object.fromEntries(allowed))
    expect(sorted(new Set(sources.map(folderOf)))).toEqual(sorted(Object.keys(MAY_IMPORT)))
  })

  test.each(Object.entries(PACKAGES))('import the package %s only in %j', (prefix, folders) => {
    const importers = sources.filter((file) =>
      imports
        .get(file)
        ?.some(({ name }) => name === prefix || name.startsWith(/\w$/.test(prefix) ? `${prefix}/` : prefix)),
    )
    expect(importers.filter((file) => !folders.includes(folderOf(file)))).toEqual([])
  })

  test('have no import cycle, including imports of types', () => {
    const state = new Map<string, 'open' | 'done'>()
    const cycles: string[] = []
    const visit = (file: string, path: string[]) => {
      if (state.get(file) === 'open') cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      if (state.has(file)) return
      state.set(file, 'open')
      for (const { name } of imports.get(file) ?? []) if (imports.has(name)) visit(name, [...path, file])
      state.set(file, 'done')
    }
    for (const file of sources) visit(file, [])
    expect(cycles).toEqual([])
  })
})

describe('the database', () => {
  test('is reached only through the two guards, the API key and Stripe’s signature', () => {
    const guards = ['src/operation.ts', 'src/stripe/webhook.ts']
    expect(importersOf('src/db/tenant-db.ts', { types: false })).toEqual(guards)
    expect(importersOf('src/db/tenant-db.ts')).toEqual([
      'src/operation.ts',
      'src/paging/page.ts',
      'src/stripe/webhook.ts',
    ])
    expect(importersOf('src/db/client.ts', { types: false })).toEqual(['src/db/login-db.ts', 'src/db/tenant-db.ts'])
    expect(importersOf('src/db/login-db.ts')).toEqual([
      'src/auth/lookup.ts',
      'src/db/idempotency.ts',
      'src/db/readiness.ts',
      'src/idempotency/expired.ts',
    ])
    expect(importersOf('src/db/readiness.ts')).toEqual(['src/db/login-check.ts', 'src/service/ready.ts'])
    expect(importersOf('@neondatabase/serverless')).toEqual(['src/db/client.ts'])
    expect(importersOf('drizzle-orm/neon-http')).toEqual(['src/db/login-db.ts', 'src/db/tenant-db.ts'])
  })

  test('has a schema that is imported only as types', () => {
    expect(importersOf('src/db/schema.ts', { types: false })).toEqual([])
  })
})

describe('the routes', () => {
  test('are mounted in three places: behind the guard, the Stripe webhook, and the routes that need no key', () => {
    const mounting = worker.filter((file) => /\bapp\.(on|get|post|put|patch|delete|openapi)\(/.test(read(file)))
    expect(mounting.sort()).toEqual(['src/operation.ts', 'src/service/index.ts', 'src/stripe/routes.ts'])
  })

  test('of a resource are each declared by operation()', () => {
    const operations = resources.filter((folder) => folder !== 'src/service')
    expect(operations.length).toBeGreaterThan(0)
    for (const folder of operations) {
      const verbs = verbsOf(folder)
      expect(verbs.length).toBeGreaterThan(0)
      for (const verb of verbs) expect(read(verb), verb).toMatch(/^export const \w+ = operation\(/m)
    }
  })

  test('of one resource are not imported by another', () => {
    const crossing = resources.flatMap((folder) =>
      verbsOf(folder).flatMap((verb) => importersOf(verb).filter((file) => dirname(file) !== folder)),
    )
    expect(crossing).toEqual([])
  })
})
