import { describe, expect, test } from 'vitest'
import { exportsOf, importsOf, workerFiles } from '../setup/source-tree.ts'

// Lock 1: an operation reaches the database only through `c.var.db`, which the guard limits to one tenant.

/** The values of src/db/ that files outside it use, except those of sql.ts, which only write statements. */
const USED: Record<string, string[]> = {
  // The guard of every operation.
  'src/operation.ts': [
    'deadline.ts: Deadline',
    ...['idempotency.ts: findReplay', 'tenant-db.ts: byKey', 'tenant-db.ts: replayedDb', 'tenant-db.ts: tenantDb'],
  ],
  // Authenticates by Stripe's signature instead of a key, then enters one tenant like the guard.
  'src/stripe/webhook.ts': ['deadline.ts: Deadline', 'tenant-db.ts: byStripeAccount', 'tenant-db.ts: tenantDb'],
  // Calls the function that finds the caller of a key, before the tenant is known.
  'src/auth/lookup.ts': ['login-db.ts: queryAsLogin'],
  // Deletes old idempotency keys, on schedule, through a function that returns only their number.
  'src/idempotency/expired.ts': ['login-db.ts: queryAsLogin'],
  // Gives each further page its own time.
  'src/customers/export.ts': ['deadline.ts: Deadline'],
  // Rows within rows, in which a missing column is an error too.
  'src/customers/clone.ts': ['row.ts: strict'],
  'src/customers/customer.ts': ['row.ts: strict'],
  // Remembers whether the login role has exactly the required privileges.
  'src/app.ts': ['login-check.ts: LoginCheck'],
  // Reads the privileges of the login role from the system catalog.
  'src/service/ready.ts': ['readiness.ts: excessPrivileges'],
}

/** What these files export. None of it hands out what they import from src/db/. */
const EXPORTED: Record<string, string[]> = {
  'src/operation.ts': ['lazyRoute', 'mount', 'operation'],
  'src/stripe/webhook.ts': ['receiveEvent', 'route'],
  'src/auth/lookup.ts': ['KeyLookup', 'presentCaller'],
  'src/idempotency/expired.ts': ['deleteExpiredKeys'],
  'src/app.ts': ['createApp', 'operations'],
  'src/service/ready.ts': ['ready', 'readyRoute'],
  // Any file may import these: they write statements and run none.
  'src/db/sql.ts': ['and', 'asJson', 'partsOf', 'sql', 'withTables'],
}

/** Which values of the packages that reach the database are imported in src/db/. */
const DRIVERS: Record<string, string[]> = {
  'src/db/client.ts': ['@neondatabase/serverless: neon', '@neondatabase/serverless: neonConfig'],
  'src/db/failure.ts': ['drizzle-orm: DrizzleQueryError'],
  'src/db/login-db.ts': ['drizzle-orm/neon-http: drizzle'],
  'src/db/schema.ts': ['drizzle-orm: sql'],
  'src/db/sql.ts': ['drizzle-orm: sql'],
  'src/db/tenant-db.ts': ['drizzle-orm/neon-http: drizzle'],
}

/** Files with an `export … from` statement: the part of the package zod that is bundled. */
const REEXPORTING = ['src/validation/zod-kinds.ts', 'src/validation/zod.ts']

const ADVICE =
  'An operation must use c.var.db.batch, which its guard limits to one tenant. If another file must reach the ' +
  'database, list it in test/node/database-access.test.ts with its reason, and test that it enters one tenant.'

/** Per file, the matching symbols that it imports as values. */
function usesOf(files: string[], describe: (from: string, symbol: string) => string | undefined) {
  const uses = files.map((file) => {
    const symbols = importsOf(file).map(({ from, symbol, typeOnly }) => !typeOnly && from && describe(from, symbol))
    return [file, [...new Set(symbols.filter((symbol) => typeof symbol === 'string'))].sort()] as const
  })
  return Object.fromEntries(uses.filter(([, symbols]) => symbols.length > 0))
}

const inDb = (file: string) => file.startsWith('src/db/')

describe('what reaches the database', () => {
  test('is used only by the guards and by what must query outside a tenant', () => {
    const outside = workerFiles.filter((file) => !inDb(file))
    const uses = usesOf(outside, (from, symbol) => {
      return inDb(from) && from !== 'src/db/sql.ts' ? `${from.replace('src/db/', '')}: ${symbol}` : undefined
    })
    expect(uses, ADVICE).toEqual(USED)
  })

  test.each(Object.entries(EXPORTED))('is not handed out by %s', (file, names) => {
    expect(exportsOf(file).sort(), ADVICE).toEqual(names)
  })

  test('is opened only by the drivers that src/db/ imports', () => {
    const uses = usesOf(workerFiles.filter(inDb), (from, symbol) => {
      return from.startsWith('src/') || from.endsWith('/pg-core') ? undefined : `${from}: ${symbol}`
    })
    expect(uses, ADVICE).toEqual(DRIVERS)
  })
})

describe('a file of the Worker', () => {
  test('exports nothing of another file, so that every use of a symbol names its source', () => {
    const reexporting = workerFiles.filter((file) => importsOf(file).some(({ reexported }) => reexported))
    expect(
      reexporting.sort(),
      'Import the symbol from the file that declares it, instead of exporting it again.',
    ).toEqual(REEXPORTING)
  })

  test('imports only modules that it names', () => {
    const computing = workerFiles.filter((file) => importsOf(file).some(({ from }) => from === null))
    expect(computing, 'Name the module in the import, so that the tests can see what is imported.').toEqual([])
  })
})

test('the schema is imported only for its types', () => {
  const importing = workerFiles.filter((file) =>
    importsOf(file).some(({ from, typeOnly }) => from === 'src/db/schema.ts' && !typeOnly),
  )
  expect(importing, 'Import src/db/schema.ts with `import type`: the tables must not be bundled.').toEqual([])
})
