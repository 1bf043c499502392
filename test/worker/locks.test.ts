import { describe, expect, test, vi } from 'vitest'
import { hashKey } from '../../src/auth/key.ts'
import { get } from '../../src/customers/get.ts'
import { sql } from '../../src/db/sql.ts'
import { byKey, type TenantDb, tenantDb } from '../../src/db/tenant-db.ts'
import { operation } from '../../src/operation.ts'
import { bindings, clientOf, database, newTenant, operator, type Tenant, tripsOf } from './harness.ts'

// One describe per lock. Its tests fail if the lock is removed.

const aTest = { id: 'aTest', scope: null, roles: ['admin'] }

async function dbOf(tenant: Tenant, access: 'read' | 'write'): Promise<TenantDb> {
  const hash = await hashKey(tenant.keys.live.key)
  return tenantDb({ env: bindings, enter: byKey({ hash, tenantId: tenant.id }, aTest, 'a-request'), access })
}

describe('lock 1, type: a handler has only the database of one tenant', () => {
  // test/worker/handler-context.test.ts observes the rest of what a handler receives.

  test('the database of a tenant offers only batches', async () => {
    expect(
      Reflect.ownKeys(await dbOf(await newTenant(), 'read')),
      'A TenantDb must offer only batch, which enters the tenant first.',
    ).toEqual(['batch'])
  })

  test('a statement is a plain value that awaiting does not run, and alone it could read nothing', async () => {
    const tenant = await newTenant()
    await dbOf(tenant, 'read')
    const statement = sql`select * from customers`
    const trips = await tripsOf(async () => {
      expect(await statement).toBe(statement)
    })
    expect(trips).toBe(0)
    await expect(clientOf(database.loginUrl)`select * from customers`).rejects.toMatchObject({ code: '42501' })
  })
})

describe('lock 2, construction: an operation cannot be declared without a policy', () => {
  test('the only function that declares operations requires a policy', () => {
    // @ts-expect-error: the policy is missing
    const declare = () => operation(get.route, async () => new Response())
    expect(declare).toBeTypeOf('function')
    expect(get.policy).toEqual({ roles: ['admin', 'customer'], scope: 'customers:read' })
  })
})

describe('lock 3, transaction: every batch first enters its tenant', () => {
  const ADVICE =
    'A batch must be one transaction that first calls enter and becomes api_tenant: see src/db/tenant-db.ts. A read ' +
    'needs one read-only snapshot, a write the newest rows: see TRANSACTIONS in src/db/client.ts.'
  /** A row throws an error for a column that it lacks, which would hide the advice. */
  const copiesOf = (rows: object[]) => rows.map((row) => ({ ...row }))
  const state = sql<{ level: string; readonly: string; role: string; tenant: string }>`
    select current_setting('transaction_isolation') as level, current_setting('transaction_read_only') as readonly,
           current_user as role, current_setting('app.tenant_id', true) as tenant`

  test('a read batch sees one snapshot and cannot write', async () => {
    const tenant = await newTenant()
    const db = await dbOf(tenant, 'read')
    const [rows] = await db.batch([state])
    expect(copiesOf(rows), ADVICE).toEqual([
      { level: 'repeatable read', readonly: 'on', role: 'api_tenant', tenant: tenant.id },
    ])
    const write = db.batch([sql`insert into customers (company_name) values ('x')`])
    await expect(write).rejects.toMatchObject({ code: '25006' })
  })

  test('a write batch is read committed, so that the current rows decide a race', async () => {
    const tenant = await newTenant()
    const [rows] = await (await dbOf(tenant, 'write')).batch([state])
    expect(copiesOf(rows), ADVICE).toEqual([
      { level: 'read committed', readonly: 'off', role: 'api_tenant', tenant: tenant.id },
    ])
  })

  test('a revoked key stops a batch before its first statement', async () => {
    const tenant = await newTenant()
    const db = await dbOf(tenant, 'write')
    await operator('update api_keys set revoked_at = now() where id = $1', [tenant.keys.live.id])
    const write = db.batch([sql`insert into customers (company_name) values ('x')`])
    await expect(write).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await operator('select 1 from customers where tenant_id = $1', [tenant.id])).toEqual([])
  })

  test('a key cannot enter another tenant', async () => {
    const [mine, other] = [await newTenant(), await newTenant()]
    const hash = await hashKey(mine.keys.live.key)
    const enter = byKey({ hash, tenantId: other.id }, aTest, 'a-request')
    const db = tenantDb({ env: bindings, enter, access: 'read' })
    await expect(db.batch([state])).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('a transaction leaves nothing on the connection for the next one', async () => {
    const tenant = await newTenant()
    await (await dbOf(tenant, 'write')).batch([state])
    const rows = await clientOf(database.loginUrl)`
      select current_user as role, nullif(current_setting('app.tenant_id', true), '') as tenant,
             nullif(current_setting('app.role', true), '') as key_role`
    expect(rows).toEqual([{ role: 'api_login', tenant: null, key_role: null }])
  })

  test('a batch first enters and switches to the tenant role, and only until its transaction ends', async () => {
    const tenant = await newTenant()
    const db = await dbOf(tenant, 'read')
    const spy = vi.spyOn(globalThis, 'fetch')
    await db.batch([state])
    const body = JSON.parse(String(spy.mock.lastCall?.[1]?.body)) as { queries: { query: string }[] }
    spy.mockRestore()
    const texts = body.queries.map(({ query }) => query.replaceAll(/\s+/g, ' ').trim())
    expect(texts, ADVICE).toEqual([
      // With `true`, a setting ends with the transaction, even if the connection serves another tenant next.
      expect.stringMatching(/^select entered, set_config\('role', case .+ end, true\) from app\.enter\(.+\) entered$/),
      expect.stringMatching(/^select current_setting/),
    ])
  })

  test('a batch with a customer-bound key becomes api_customer', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const hash = await hashKey(await tenant.boundKey(id))
    const enter = byKey({ hash, tenantId: tenant.id }, { ...aTest, roles: ['admin', 'customer'] }, 'a-request')
    const [rows] = await tenantDb({ env: bindings, enter, access: 'read' }).batch([state])
    expect(copiesOf(rows), ADVICE).toMatchObject([{ role: 'api_customer', tenant: tenant.id }])
  })

  test('a batch takes one round trip and is atomic', async () => {
    const tenant = await newTenant()
    const db = await dbOf(tenant, 'write')
    const trips = await tripsOf(async () => {
      const batch = db.batch([
        sql`insert into customers (company_name) values ('first')`,
        sql`insert into rules (name) values ('without an event')`,
      ])
      await expect(batch).rejects.toMatchObject({ code: '23502' })
    })
    expect(trips, ADVICE).toBe(1)
    expect(await operator('select 1 from customers where tenant_id = $1', [tenant.id])).toEqual([])
  })
})

describe('lock 5, login: the login role finds a caller only by the hash of an active key', () => {
  test.each(['revoked_at = now()', "expires_at = now() - interval '1 second'"])('and none with %s', async (ended) => {
    const tenant = await newTenant()
    const hash = await hashKey(tenant.keys.live.key)
    const find = () => clientOf(database.loginUrl)`select tenant_id from app.find_keys(array[decode(${hash}, 'hex')])`
    expect(await find()).toEqual([{ tenant_id: tenant.id }])
    await operator(`update api_keys set ${ended} where id = $1`, [tenant.keys.live.id])
    expect(await find(), 'app.find_keys must return the caller only of active keys.').toEqual([{ tenant_id: null }])
  })
})
