import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/admin/migrate.ts'
import { excessPrivileges } from '../../src/db/readiness.ts'
import { startThrowAwayCluster } from '../../src/local/postgres/throw-away.ts'
import { prepareStack, type Stack } from '../../src/local/stack.ts'
import { createDatabase, runSql } from '../setup/own-database.ts'

// Roles belong to the whole server, so these tests, which change the API's roles, need their own server.

let cluster: Awaited<ReturnType<typeof startThrowAwayCluster>>
const asOwner = (text: string) => runSql(cluster.ownerUrl, text)
const asSuperuser = (text: string) => runSql(cluster.url('postgres', cluster.secrets.superuser), text)

beforeAll(async () => {
  cluster = await startThrowAwayCluster(() => undefined)
  await asSuperuser('create role others')
})
afterAll(() => cluster.remove())

/** Runs a change as the superuser, does the work, then runs SQL that reverts the change. */
async function during(change: string, revert: string, work: () => Promise<void>) {
  await asSuperuser(change)
  try {
    await work()
  } finally {
    await asSuperuser(revert)
  }
}

const ATTRIBUTES = [
  ['is a superuser', 'superuser'],
  ['bypasses row-level security', 'bypassrls'],
  ['may create roles', 'createrole'],
  ['may create databases', 'createdb'],
  ['may replicate', 'replication'],
] as const

describe.each(['api_login', 'api_tenant'])('a role %s that already exists', (role) => {
  test.each([...ATTRIBUTES.map(([, attribute]) => attribute), 'in role others'])(
    'with "%s" is rejected by the first migration, which changes nothing',
    async (attribute) => {
      await during(`create role ${role} ${attribute}`, `drop role ${role}`, async () => {
        const own = await createDatabase(cluster.ownerUrl)
        await expect(migrate(own.url)).rejects.toThrow(
          `the role ${role} already exists with more privileges than allowed`,
        )
        expect(await runSql(own.url, 'select name from app.migrations')).toEqual([])
        expect(await asOwner(`select 1 from pg_roles where rolname in ('api_login', 'api_tenant')`)).toHaveLength(1)
        await own.remove()
      })
    },
  )
})

describe('the readiness check', () => {
  let stack: Stack
  const excesses = () => excessPrivileges({ DATABASE_URL: stack.loginUrl, DATABASE_ENDPOINT: stack.endpoint.url })

  beforeAll(async () => {
    stack = await prepareStack(cluster)
  })
  afterAll(() => stack.endpoint.close())

  test('reports nothing about the roles that the migrations create', async () => {
    expect(await excesses()).toEqual([])
  })

  test.each(ATTRIBUTES)('reports a login role that %s', async (excess, attribute) => {
    await during(`alter role api_login ${attribute}`, `alter role api_login no${attribute}`, async () => {
      expect(await excesses()).toContain(`the login role ${excess}`)
    })
  })

  test.each([
    ...ATTRIBUTES.map(
      ([excess, attribute]) =>
        [excess, `alter role api_tenant ${attribute}`, `alter role api_tenant no${attribute}`] as const,
    ),
    ['is a member of others', 'grant others to api_tenant', 'revoke others from api_tenant'],
    [
      'may create objects in schema public',
      'grant create on schema public to api_tenant',
      'revoke create on schema public from api_tenant',
    ],
    ['owns app.mine', 'create table app.mine (); alter table app.mine owner to api_tenant', 'drop table app.mine'],
    [
      'can access tenants, which does not have row-level security enabled and forced',
      'alter table tenants no force row level security; grant select on tenants to api_tenant',
      'alter table tenants force row level security; revoke select on tenants from api_tenant',
    ],
    [
      'can access customers, which does not have row-level security enabled and forced',
      'alter table customers disable row level security',
      'alter table customers enable row level security',
    ],
    [
      'can access rules, which does not have row-level security enabled and forced',
      'alter table rules no force row level security',
      'alter table rules force row level security',
    ],
    [
      'can access app.migrations, which does not have row-level security enabled and forced',
      'grant update (checksum) on app.migrations to api_tenant',
      'revoke update (checksum) on app.migrations from api_tenant',
    ],
    [
      'may use tenants, which only functions use',
      'grant select (slug) on tenants to api_tenant',
      'revoke select (slug) on tenants from api_tenant',
    ],
    [
      'may read the hashes of keys',
      'grant select (key_hash) on api_keys to api_tenant',
      'revoke select (key_hash) on api_keys from api_tenant',
    ],
    ...['delete on api_keys', 'trigger on customers', 'references on rules', 'maintain on instances'].map((what) => {
      const [, table] = what.split(' on ')
      return [
        `has excess privileges on ${table}`,
        `grant ${what} to api_tenant`,
        `revoke ${what} from api_tenant`,
      ] as const
    }),
  ] as const)('reports a tenant role that %s', async (excess, change, revert) => {
    await during(change, revert, async () => {
      expect(await excesses()).toContain(`api_tenant ${excess}`)
    })
    expect(await excesses()).toEqual([])
  })

  test.each([
    [
      'the login role may create schemas',
      `do 'begin execute format(''grant create on database %I to api_login'', current_database()); end'`,
      `do 'begin execute format(''revoke create on database %I from api_login'', current_database()); end'`,
    ],
    [
      'api_customer may write customers',
      'grant insert on customers to api_customer',
      'revoke insert on customers from api_customer',
    ],
    [
      'the policy leak on customers is not one of the migrations',
      'create policy leak on customers using (true)',
      'drop policy leak on customers',
    ],
    [
      'the policy tenant on rules is not one of the migrations',
      'alter policy tenant on rules to public',
      'alter policy tenant on rules to api_tenant',
    ],
  ])('reports that %s', async (excess, change, revert) => {
    await during(change, revert, async () => {
      expect(await excesses()).toContain(excess)
    })
    expect(await excesses()).toEqual([])
  })
})
