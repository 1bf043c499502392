import { after, create, type SourceChange } from './source-change.ts'

const GUARD = 'src/guard/guard.ts'
const GUARD_IMPORT = "import type { AppEnv } from '../env.ts'\n"
const SQL = 'src/db/sql.ts'
const SQL_EXPORT = 'export { type SQL, sql }\n'

/** Adds an import to an operation. */
const importing = (code: string) => [
  after('src/customers/get.ts', "import { json } from '../openapi/responses.ts'\n", `${code}\n`),
]
/** Adds code to a handler. */
const running = (code: string) => [after('src/customers/get.ts', '  async (c) => {\n', `${code}\n`)]

const PACKAGE = 'Only src/db/ may reach the database in a Worker: run statements with c.var.db.batch.'
const ACTING = 'A request to the app must act with the key in its headers.'
const USE = 'An operation must use c.var.db.batch, which its guard limits to one tenant.'

const CHANGES: [name: string, edits: SourceChange['edits'], says: string][] = [
  ['a handler imports the driver', importing("import { drizzle } from 'drizzle-orm/neon-http/driver'"), PACKAGE],
  ['a handler imports Neon’s driver when it runs', running("await import('@neondatabase/serverless')"), PACKAGE],
  ['a handler imports a type of the driver', running("type Driver = import('drizzle-orm/neon-http').X"), PACKAGE],
  ['a handler imports all of an ORM', importing("import * as orm from 'drizzle-orm'"), PACKAGE],
  [
    'a handler imports a package by its path',
    running("await import('../../node_modules/@neondatabase/serverless/index.mjs')"),
    PACKAGE,
  ],
  ['a handler imports another driver', running('await import(`pg`)'), PACKAGE],
  ['a handler requires another driver', running("require('pg/lib/client')"), PACKAGE],
  ['a handler imports the bindings from the runtime', importing("import { env } from 'cloudflare:workers'"), PACKAGE],
  ['a handler imports a module of Node', importing("import { createRequire } from 'node:module'"), PACKAGE],
  ['a new file imports a package that is not listed', [create('src/rules/a.ts', "import 'postgres'\n")], PACKAGE],

  ['a handler acts with another key', importing("import { actWith } from '../auth/credential.ts'"), ACTING],
  ['a handler imports tenantDb', importing("import { tenantDb } from '../db/tenant-db.ts'"), USE],
  ['a handler imports tenantDb when it runs', running("await import('../db/tenant-db.ts')"), USE],
  ['a handler imports all of a file', importing("import * as login from '../db/login-db.ts'"), USE],
  ['a handler imports the client', importing("import { connect as open } from '../db/client.ts'"), USE],
  [
    'a handler imports the privileges of the login role',
    importing("import { excessPrivileges } from '../db/readiness.ts'"),
    USE,
  ],
  [
    'paging imports tenantDb',
    [after('src/paging/page.ts', "from '@hono/zod-openapi'\n", "import { tenantDb } from '../db/tenant-db.ts'\n")],
    USE,
  ],
  [
    'the guard exports tenantDb again',
    [after(GUARD, GUARD_IMPORT, "export { tenantDb } from '../db/tenant-db.ts'\n")],
    USE,
  ],
  ['the guard exports what it imports', [after(GUARD, GUARD_IMPORT, 'export { tenantDb as open }\n')], USE],
  [
    'the guard exports tenantDb under another name',
    [after(GUARD, GUARD_IMPORT, 'export const open = tenantDb\n')],
    USE,
  ],
  ['the guard exports a function that opens', [after(GUARD, GUARD_IMPORT, 'export function open() {}\n')], USE],
  [
    'the lookup exports a query',
    [after('src/auth/stored-keys.ts', "from './policy.ts'\n", 'export { queryAsLogin }\n')],
    USE,
  ],
  ['the file of statements exports the client', [after(SQL, SQL_EXPORT, "export * from './client.ts'\n")], USE],
  [
    'the file of statements exports a driver',
    [after(SQL, SQL_EXPORT, "export { drizzle } from 'drizzle-orm/neon-http'\n")],
    USE,
  ],
  ['the file of statements runs one', [after(SQL, SQL_EXPORT, 'export const { run } = sql\n')], USE],
  [
    'another file of src/db/ opens a connection',
    [create('src/db/direct.ts', "import { neon } from '@neondatabase/serverless'\n")],
    USE,
  ],

  [
    'a file exports what another declares',
    [create('src/rules/a.ts', "export { sql } from '../db/sql.ts'\n")],
    'Import the symbol from the file that declares it',
  ],
  [
    'a handler computes the name of a module',
    running("await import(['..', 'db'].join('/'))"),
    'Name the module in the import',
  ],
  [
    'a handler loads modules by a pattern',
    running("import.meta.glob(['../db/*.ts'])"),
    'Name the module in the import',
  ],
  [
    'the tables are bundled',
    importing("import { customers } from '../db/schema.ts'"),
    'Import src/db/schema.ts with `import type`',
  ],
]

/** Lock 1: what the files of the Worker import. */
export const IMPORT_CHANGES: SourceChange[] = [
  ...CHANGES.map(([name, edits, says]): SourceChange => ({ name, edits, check: 'rules', says })),
  {
    name: 'a handler imports tenantDb, and the test of the rules runs',
    edits: importing("import { tenantDb } from '../db/tenant-db.ts'"),
    check: { tests: ['test/node/database-access.test.ts'] },
    says: USE,
  },
]
