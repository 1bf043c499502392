import type { Import } from '../../setup/imports.ts'
import type { Project } from '../../setup/source-tree.ts'
import { perFile, type SourceRule } from './source-rule.ts'

/** What any file may use: code that writes statements, checks rows and measures time, but does not reach a database. */
const OPEN: Record<string, string[]> = {
  'src/db/customer-name.ts': ['CUSTOMER_NAME'],
  'src/db/row-counts.ts': ['countsIn', 'selectRowCounts'],
  'src/db/sql.ts': ['and', 'asJson', 'asUuid', 'isOneOf', 'partsOf', 'sql', 'withTables'],
  'src/db/row.ts': ['MissingColumn', 'strict'],
  'src/db/deadline.ts': ['Deadline'],
}

/** The other values of src/db/ that files outside it use. */
const USED: Record<string, string[]> = {
  // The guard of every operation.
  'src/guard/guard.ts': ['tenant-db.ts byKey', 'tenant-db.ts replayedDb', 'tenant-db.ts tenantDb'],
  // Authenticates by Stripe's signature instead of a key, then enters one tenant like the guard.
  'src/stripe/webhook.ts': ['tenant-db.ts byStripeAccount', 'tenant-db.ts tenantDb'],
  // Calls the function that finds the caller of a key, before the tenant is known.
  'src/auth/stored-keys.ts': ['login-db.ts queryAsLogin'],
  // Finds the result of a request that ended its own key, for that key.
  'src/auth/authenticate.ts': ['idempotency.ts findReplay'],
  // Deletes old idempotency keys, on schedule, through a function that returns only their number.
  'src/idempotency/expired.ts': ['login-db.ts queryAsLogin'],
  // Remembers whether the login role has exactly the required privileges.
  'src/auth/shared.ts': ['login-check.ts LoginCheck'],
  // Reads the privileges of the login role from the system catalog.
  'src/service/ready.ts': ['readiness.ts excessPrivileges'],
}

/** What these files export. None of it exposes what they import from src/db/. */
const EXPORTED: Record<string, string[]> = {
  'src/guard/guard.ts': ['guardOf'],
  'src/stripe/webhook.ts': ['receiveEvent', 'route'],
  'src/auth/stored-keys.ts': ['presentCaller', 'readKeys', 'recordUse'],
  'src/auth/authenticate.ts': ['authenticate'],
  'src/idempotency/expired.ts': ['deleteExpiredKeys'],
  'src/auth/shared.ts': ['createShared'],
  'src/service/ready.ts': ['ready', 'readyRoute'],
  ...OPEN,
}

/** What gives a request to the app a credential other than that of its headers. */
const CREDENTIALS: Record<string, string[]> = {
  // A form calls the API with the key of its session.
  'src/dashboard/action.ts': ['actWith'],
  // A page is read with the key of its session.
  'src/dashboard/session/middleware.ts': ['actWith'],
}

/** Which values of the packages that reach the database are imported in src/db/. */
const DRIVERS: Record<string, string[]> = {
  'src/db/client.ts': ['@neondatabase/serverless neon', '@neondatabase/serverless neonConfig'],
  'src/db/failure.ts': ['drizzle-orm DrizzleQueryError'],
  'src/db/login-db.ts': ['drizzle-orm/neon-http drizzle'],
  'src/db/schema.ts': ['drizzle-orm sql'],
  'src/db/sql.ts': ['drizzle-orm sql'],
  'src/db/tenant-db.ts': ['drizzle-orm/neon-http drizzle'],
}

/** Files with an `export … from` statement: the part of the package zod that is bundled. */
const REEXPORTING = ['src/validation/zod-kinds.ts', 'src/validation/zod.ts']

const ADVICE =
  'An operation must use c.var.db.batch, which its guard limits to one tenant. If another file must reach the ' +
  'database, list it in test/node/sources/database-rules.ts with its reason, and test that it enters one tenant.'

const ACTING =
  'A request to the app must act with the key in its headers. Only a session of the dashboard stands for a key, ' +
  'after its owner has signed in with it.'

const inDb = (file: string) => file.startsWith('src/db/')

/** Facts about the values that some files of the Worker import, without duplicates. */
function uses(
  { workerFiles, importsOf }: Project,
  of: (file: string) => boolean,
  fact: (from: string) => string | undefined,
) {
  return workerFiles.filter(of).flatMap((file) => {
    const named = importsOf(file).flatMap(({ from, symbol, typeOnly }) => {
      const name = from === null || typeOnly ? undefined : fact(from)
      return name === undefined ? [] : [`${file}: ${name} ${symbol}`]
    })
    return [...new Set(named)]
  })
}

/** The files of the Worker with an import that meets the condition. */
const importing = ({ workerFiles, importsOf }: Project, condition: (one: Import) => boolean) =>
  workerFiles.filter((file) => importsOf(file).some(condition))

/** Lock 1: an operation reaches the database only through `c.var.db`, which the guard limits to one tenant. */
export const DATABASE_RULES: SourceRule[] = [
  {
    promise: 'what reaches the database is used only by the guards and by what must query outside a tenant',
    advice: ADVICE,
    expected: perFile(USED),
    found: (project) =>
      uses(
        project,
        (file) => !inDb(file),
        (from) => (inDb(from) && !OPEN[from] ? from.replace('src/db/', '') : undefined),
      ),
  },
  {
    promise: 'the files that use it, and those that any file may use, export nothing else',
    advice: ADVICE,
    expected: perFile(EXPORTED),
    found: ({ exportsOf }) =>
      Object.keys(EXPORTED).flatMap((file) => exportsOf(file).map((name) => `${file}: ${name}`)),
  },
  {
    promise: 'a connection is opened only by the drivers that src/db/ imports',
    advice: ADVICE,
    expected: perFile(DRIVERS),
    found: (project) =>
      uses(project, inDb, (from) => (from.startsWith('src/') || from.endsWith('/pg-core') ? undefined : from)),
  },
  {
    promise: 'only the dashboard lets a request act with the key of a session',
    advice: ACTING,
    expected: perFile(CREDENTIALS),
    found: ({ workerFiles, importsOf }) =>
      workerFiles.flatMap((file) =>
        importsOf(file).flatMap(({ from, symbol }) =>
          from === 'src/auth/credential.ts' && ['actWith', '*'].includes(symbol) ? [`${file}: ${symbol}`] : [],
        ),
      ),
  },
  {
    promise: 'no file exports a symbol of another file, so that every use names its source',
    advice: 'Import the symbol from the file that declares it, instead of exporting it again.',
    expected: REEXPORTING,
    found: (project) => importing(project, ({ reexported }) => reexported),
  },
  {
    promise: 'every import names its module',
    advice: 'Name the module in the import, so that the tests can see what is imported.',
    expected: [],
    found: (project) => importing(project, ({ from }) => from === null),
  },
  {
    promise: 'the schema is imported only for its types',
    advice: 'Import src/db/schema.ts with `import type`: the tables must not be bundled.',
    expected: [],
    found: (project) => importing(project, ({ from, typeOnly }) => from === 'src/db/schema.ts' && !typeOnly),
  },
]
