import { describe, expect, test } from 'vitest'
import { hashKey } from '../../src/auth/key.ts'
import { admin } from '../../src/auth/policy.ts'
import { get } from '../../src/customers/get.ts'
import { sql } from '../../src/db/sql.ts'
import { byKey, type TenantDb, tenantDb } from '../../src/db/tenant-db.ts'
import { operation } from '../../src/operation.ts'
import { bindings, clientOf, database, newTenant, operator, type Tenant, tripsOf } from './harness.ts'

// One describe for each of the five locks: its tests fail when that lock is taken off.

async function dbOf(tenant: Tenant, access: 'read' | 'write'): Promise<TenantDb> {
  const hash = await hashKey(tenant.keys.live.key)
  return tenantDb({ env: bindings, enter: byKey({ hash, tenantId: tenant.id }, 'aTest', 'a-request'), access })
}

describe('lock 1, type: a handler has a database of one tenant and nothing else', () => {
  test('it is given no bindings, neither by type nor at run time', async () => {
    let seen: unknown = 'not called'
    const peek = operation(
      admin('customers:read'),
      get.route as never,
      (async (c: { env: object }) => {
        seen = c.env
        return new Response()
      }) as never,
    )
    operation(admin('customers:read'), get.route, async (c) => {
      // @ts-expect-error: the connection string is not among what a handler can name
      c.env.DATABASE_URL
      // @ts-expect-error: nor is the cache
      c.env.KEYS
      return c.text('')
    })
    const tenant = await newTenant()
    const { createApp } = await import('../../src/app.ts')
    const { KeyLookup } = await import('../../src/auth/lookup.ts')
    const app = createApp()
    app.get('/peek/:customer_id', peek.guard(new KeyLookup()))
    await tenant.get(`/peek/${tenant.id}`, { app })
    expect(seen).toEqual({})
  })

  test('a database of a tenant offers batches and nothing else', async () => {
    expect(Object.keys(await dbOf(await newTenant(), 'read'))).toEqual(['batch'])
  })

  test('a statement is a plain value that awaiting does not run, and on its own it could read nothing', async () => {
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
  test('the policy is a part of the one function that declares operations', () => {
    // @ts-expect-error: two arguments are not an operation
    const declare = () => operation(get.route, async () => new Response())
    expect(declare).toBeTypeOf('function')
    expect(get.policy).toEqual({ roles: ['admin', 'customer'], scope: 'customers:read' })
  })
})

describe('lock 3, transaction: every batch enters first', () => {
  const state = sql<{ level: string; readonly: string; role: string; tenant: string }>`
    select current_setting('transaction_isolation') as level, current_setting('transaction_read_only') as readonly,
           current_user as role, app.tenant_id() as tenant`

  test('reads see one snapshot and can write nothing', async () => {
    const tenant = await newTenant()
    const db = await dbOf(tenant, 'read')
    const [rows] = await db.batch([state])
    expect(rows).toEqual([{ level: 'repeatable read', readonly: 'on', role: 'api_tenant', tenant: tenant.id }])
    const write = db.batch([sql`insert into customers (company_name) values ('x')`])
    await expect(write).rejects.toMatchObject({ code: '25006' })
  })

  test('writes are read committed, so that a race is decided by the rows it meets', async () => {
    const tenant = await newTenant()
    const [rows] = await (await dbOf(tenant, 'write')).batch([state])
    expect(rows).toEqual([{ level: 'read committed', readonly: 'off', role: 'api_tenant', tenant: tenant.id }])
  })

  test('a dead key stops a batch before its first statement', async () => {
    const tenant = await newTenant()
    const db = await dbOf(tenant, 'write')
    await operator('update api_keys set revoked_at = now() where id = $1', [tenant.keys.live.id])
    const write = db.batch([sql`insert into customers (company_name) values ('x')`])
    await expect(write).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await operator('select 1 from customers where tenant_id = $1', [tenant.id])).toEqual([])
  })

  test('a key does not enter a tenant that is not its own', async () => {
    const [mine, other] = [await newTenant(), await newTenant()]
    const hash = await hashKey(mine.keys.live.key)
    const enter = byKey({ hash, tenantId: other.id }, 'aTest', 'a-request')
    const db = tenantDb({ env: bindings, enter, access: 'read' })
    await expect(db.batch([state])).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('nothing of a transaction is left on the connection for the next', async () => {
    const tenant = await newTenant()
    await (await dbOf(tenant, 'write')).batch([state])
    const rows = await clientOf(database.loginUrl)`
      select current_user as role, nullif(current_setting('app.tenant_id', true), '') as tenant,
             nullif(current_setting('app.role', true), '') as key_role`
    expect(rows).toEqual([{ role: 'api_login', tenant: null, key_role: null }])
  })

  test('a batch is one round trip and all or nothing', async () => {
    const tenant = await newTenant()
    const db = await dbOf(tenant, 'write')
    const trips = await tripsOf(async () => {
      const batch = db.batch([
        sql`insert into customers (company_name) values ('first')`,
        sql`insert into rules (name) values ('without an event')`,
      ])
      await expect(batch).rejects.toMatchObject({ code: '23502' })
    })
    expect(trips).toBe(1)
    expect(await operator('select 1 from customers where tenant_id = $1', [tenant.id])).toEqual([])
  })
})
