import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { hashKey } from '../../src/auth/key.ts'
import { cacheEntry } from './cache-entry.ts'
import { newTenant, operator } from './harness.ts'
import { BECOME, claim, enter, READ, RECORD, run, type Statement, settings, withCustomer } from './login-sql.ts'

// Lock 6, seal: what a transaction that has entered a tenant can do.

/** Reads the result that `RECORD` stored. */
const replay = (hash: string, scope: string, roles = '{admin}'): Statement => [
  `select results from app.replay(decode($1, 'hex'), 'aTest', $2, $3, 'a-key', sha256('a request'))`,
  [hash, scope, roles],
]
const RECORDED = [{ results: { 1: [{ id: 'an id' }] } }]

describe('a transaction', () => {
  test.each([
    `insert into customers (company_name) values ('x') returning set_config('app.operation', '', true)`,
    `update customers set company_name = 'x' returning set_config('app.operation', '', true)`,
    `insert into customers (company_name) values ('x') returning set_config('app.operation', 'another', true)`,
    `update customers set company_name = 'x' returning set_config('app.key_id', uuidv7()::text, true)`,
    `update customers set company_name = 'x' returning set_config('app.request_id', 'another', true)`,
    `insert into api_keys (key_hash, prefix, last_four) values (sha256('y'), 'hc_live_0000', '0000')
     returning set_config('app.operation', '', true)`,
  ])('changes nothing if the audit entry would be missing or wrong: %s', async (text) => {
    const { tenant } = await withCustomer()
    await expect(run(await enter(tenant), BECOME, [text])).rejects.toThrow('cannot be audited')
  })

  test.each([
    `insert into customers (company_name) values ('x')`,
    'update customers set company_name = null',
    `insert into api_keys (key_hash, prefix, last_four) values (sha256('x'), 'hc_live_0000', '0000')`,
  ])('changes nothing unaudited: %s', async (text) => {
    const { tenant } = await withCustomer()
    const before = await operator('select * from customers where tenant_id = $1', [tenant.id])
    const keys = await operator('select * from api_keys where tenant_id = $1', [tenant.id])
    const outcome = run(await enter(tenant), settings({ operation: '' }), BECOME, [text]).catch(({ code }) => code)
    expect(await outcome).toEqual(text.startsWith('insert') ? '42501' : 'P0001')
    expect(await operator('select * from customers where tenant_id = $1', [tenant.id])).toEqual(before)
    expect(await operator('select * from api_keys where tenant_id = $1', [tenant.id])).toEqual(keys)
  })

  test('cannot write to the audit log, and sees nothing without the name of its operation', async () => {
    const { tenant } = await withCustomer()
    const entry = `insert into audit_log (operation, action, resource_type, resource_id)
                   values ('aTest', 'create', 'customer', uuidv7())`
    await expect(run(await enter(tenant), BECOME, [entry])).rejects.toMatchObject({ code: '42501' })
    const [text, params] = await enter(tenant)
    expect(await run([text.replace(`'aTest'`, `''`), params], BECOME, READ)).toEqual([])
  })

  test('stores a result only for the tenant that it has entered', async () => {
    const [mine, other] = [await newTenant(), await newTenant()]
    await run(await claim(other), BECOME, RECORD)
    const crossing = run(await claim(mine), settings({ tenant_id: other.id }), BECOME, RECORD)
    await expect(crossing).rejects.toMatchObject({ code: 'P0001' })
  })

  test('reads a stored result only of its tenant, with the scope and a role that the operation requires', async () => {
    const [mine, other] = [await newTenant(), await newTenant()]
    const hash = await hashKey((await mine.key({ scopes: ['customers:read'] })).key)
    await run(await claim(other), BECOME, RECORD)
    expect(await run(replay(hash, 'customers:read'))).toEqual([])
    await run(await claim(mine), BECOME, RECORD)
    expect(await run(replay(hash, 'customers:read'))).toEqual(RECORDED)
    await expect(run(replay(hash, 'customers:write'))).rejects.toMatchObject({ code: 'HCSCP' })
    await expect(run(replay(hash, 'customers:read', '{customer}'))).rejects.toMatchObject({ code: 'HCADM' })
  })

  test('reads no stored result after 24 hours, even if it has not been deleted', async () => {
    const tenant = await newTenant()
    const hash = await hashKey(tenant.keys.live.key)
    await run(await claim(tenant), BECOME, RECORD)
    const age = `update idempotency_keys set created_at = now() - make_interval(hours => $2) where tenant_id = $1`
    await operator(age, [tenant.id, 23])
    expect(await run(replay(hash, 'customers:read'))).toEqual(RECORDED)
    await operator(age, [tenant.id, 24])
    const advice = 'app.replay must return only results of the last 24 hours, as the documentation says.'
    expect(await run(replay(hash, 'customers:read')), advice).toEqual([])
  })

  test('claims an idempotency key only with an admin key', async () => {
    const { tenant, customer } = await withCustomer()
    const [text, [, ...params] = []] = await claim(tenant)
    const hash = await hashKey(await tenant.boundKey(customer.id))
    const bound: Statement = [text, [hash, ...params.slice(0, -1), '{admin,customer}']]
    await expect(run(bound)).rejects.toMatchObject({ code: 'HCADM' })
  })

  test('cannot make a revoked key active again', async () => {
    const { tenant } = await withCustomer()
    const { id } = await tenant.key()
    await tenant.delete(`/v1/api-keys/${id}`)
    const change: Statement = ['update api_keys set revoked_at = null where id = $1', [id]]
    await expect(run(await enter(tenant), BECOME, change)).rejects.toMatchObject({ code: 'HC409' })
  })

  test.each(['api_login', 'none', 'api_customer'])(
    'changes nothing in a statement that switches its role to %s',
    async (role) => {
      const { tenant } = await withCustomer()
      const change: Statement = [
        `insert into customers (email) values ('new@plumbing.example')
         returning set_config('app.operation', '', true), set_config('role', $1, true)`,
        [role],
      ]
      await expect(run(await enter(tenant), BECOME, change)).rejects.toThrow()
      expect((await tenant.get('/v1/customers')).body.total).toBe(1)
    },
  )

  test('enters only with the scope and a role that its operation requires, by the row of the key', async () => {
    const tenant = await newTenant()
    const reader = await tenant.key({ scopes: ['customers:read'] })
    const hash = await hashKey(reader.key)
    expect(await run(await enter(tenant, { hash, scope: 'customers:read' }))).toHaveLength(1)
    await expect(run(await enter(tenant, { hash, scope: 'customers:write' }))).rejects.toMatchObject({ code: 'HCSCP' })
    const bound = await enter(tenant, { hash, scope: 'customers:read', roles: '{customer}' })
    await expect(run(bound)).rejects.toMatchObject({ code: 'HCADM' })
  })
})

test.each([false, true])(
  'a cached entry with more scopes than the key gains nothing; repeated: %s',
  async (isRepeated) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ company_name: 'Steve' })
    const key = await tenant.key({ scopes: ['customers:write'] })
    await cacheEntry(key, tenant.id, { scopes: ['*'] })
    const app = createApp()
    // The response to a change is only what the key may read.
    const change = () =>
      tenant
        .as(key.key)
        .patch(`/v1/customers/${id}`, { company_name: 'Pete' }, { app, headers: { 'Idempotency-Key': 'a-key' } })
    if (isRepeated) await change()
    const changed = await change()
    expect(changed).toMatchObject({ status: 204, body: '' })
    expect((await tenant.as(key.key).get('/v1/customers', { app })).status).toBe(403)
  },
)
