import { describe, expect, test } from 'vitest'
import { hashKey } from '../../src/auth/key.ts'
import { proofOf } from '../../src/stripe/signature.ts'
import { STRIPE_SECRET } from '../setup/provided.ts'
import { absentId, clientOf, database, newTenant, operator, type Tenant } from './harness.ts'

// Lock 6, seal: SQL of any kind, run as the Worker's login role, reads nothing without the hash of an active key.

const login = clientOf(database.loginUrl)
type Statement = [text: string, params?: unknown[]]
const BECOME: Statement = ['set local role api_tenant']
const READ: Statement = ['select id from customers']

/** Runs statements as the login role, in one transaction, and returns the rows of the last one. */
async function run(...statements: Statement[]) {
  const results = await login.transaction(statements.map(([text, params]) => login.query(text, params)))
  return results.at(-1) as unknown[]
}

const settings = (values: Record<string, string>): Statement => [
  `select set_config('app.' || key, value, true) from jsonb_each_text($1)`,
  [JSON.stringify(values)],
]

async function enter(tenant: Tenant, { scope = null as string | null, roles = '{admin}', hash = '' } = {}) {
  const keyHash = hash || (await hashKey(tenant.keys.live.key))
  const text = `select app.enter(decode($1, 'hex'), $2, 'aTest', 'a-request', $3, $4)`
  return [text, [keyHash, tenant.id, scope, roles]] as Statement
}

/** Enters and claims an idempotency key, whose result `RECORD` then stores. */
async function claim(tenant: Tenant): Promise<Statement> {
  const [text, params = []] = await enter(tenant)
  return [text.replace('$4)', `$4, 'a-key', sha256('a request'))`), params]
}
const RECORD: Statement = [`select app.record_result(1, '[{"id":"an id"}]')`]

async function withCustomer() {
  const tenant = await newTenant()
  return { tenant, customer: await tenant.customer({ email: 'steve@plumbing.example' }) }
}

describe('the login role reads nothing', () => {
  test('by setting the tenant and the role itself', async () => {
    const { tenant } = await withCustomer()
    const bare = { tenant_id: tenant.id, role: 'admin', key_id: tenant.keys.live.id, operation: 'listCustomers' }
    expect(await run(settings(bare), BECOME, READ)).toEqual([])
    expect(await run(settings({ ...bare, seal: '0'.repeat(64) }), BECOME, READ)).toEqual([])
  })

  test.each(['tenant_id', 'role', 'customer_id', 'key_id', 'operation', 'idempotency_key'])(
    'after it changed app.%s of a transaction that had entered',
    async (name) => {
      const [{ tenant, customer }, other] = [await withCustomer(), await withCustomer()]
      const second = await tenant.customer()
      const changed = { tenant_id: other.tenant.id, role: 'admin', customer_id: second.id }[name] ?? absentId()
      // A customer-bound key has the most to gain from another role or customer.
      const isBound = name === 'role' || name === 'customer_id'
      const key = isBound ? await tenant.boundKey(customer.id) : tenant.keys.live.key
      const entered = await enter(tenant, { hash: await hashKey(key), roles: '{admin,customer}' })
      expect(await run(entered, BECOME, READ)).toHaveLength(isBound ? 1 : 2)
      expect(await run(entered, settings({ [name]: changed }), BECOME, READ)).toEqual([])
    },
  )

  test('with the seal of an earlier transaction on the same connection', async () => {
    const { tenant } = await withCustomer()
    const [sealed] = (await run(await enter(tenant), [
      `select pg_backend_pid() as pid, jsonb_object_agg(name, current_setting('app.' || name)) as values
         from unnest('{tenant_id,role,customer_id,key_id,operation,idempotency_key,seal}'::text[]) name`,
    ])) as [{ pid: number; values: Record<string, string> }]
    // Requests one after another get the same connection.
    const again = () => run(settings(sealed.values), BECOME, ['select pg_backend_pid() as pid, id from customers'])
    expect(await again()).toEqual([])
    const [{ pid } = {}] = (await run(['select pg_backend_pid() as pid'])) as { pid?: number }[]
    expect(pid).toBe(sealed.pid)
  })

  test('by entering for a Stripe account without the signing secret', async () => {
    const { tenant } = await withCustomer()
    const account = `acct_${tenant.id.replaceAll('-', '')}`
    await operator(`update tenants set stripe_account_id = $1 where id = $2`, [account, tenant.id])
    const stripe = (proof: string): Statement => [
      `select app.enter_stripe(decode($1, 'hex'), $2, true, 'aTest', 'a-request')`,
      [proof, account],
    ]
    await expect(run(stripe('00'.repeat(32)), BECOME, READ)).rejects.toMatchObject({ code: 'HCWHS' })
    const [{ hash } = {}] = await operator(`select encode(hash, 'hex') as hash from app.webhook_secrets limit 1`)
    await expect(run(stripe(String(hash)), BECOME, READ)).rejects.toMatchObject({ code: 'HCWHS' })
    expect(await run(stripe(await proofOf(STRIPE_SECRET)), BECOME, READ)).toHaveLength(1)
  })

  test('by reading the stored result of the request that revoked its key', async () => {
    const { tenant } = await withCustomer()
    const { id, key } = await tenant.key()
    const revoked = { headers: { 'Idempotency-Key': 'a-key' } }
    expect((await tenant.as(key).delete(`/v1/api-keys/${id}`, revoked)).status).toBe(204)
    const [{ print } = {}] = await operator(
      `select encode(fingerprint, 'hex') as print from idempotency_keys where key_id = $1`,
      [id],
    )
    const replay = async (fingerprint: unknown): Promise<Statement> => [
      `select results from app.replay(decode($1, 'hex'), 'revokeApiKey', null, '{admin}', 'a-key', decode($2, 'hex'))`,
      [await hashKey(key), fingerprint],
    ]
    expect(await run(await replay(print))).toHaveLength(1)
    expect(await run(await replay(print), BECOME, READ)).toEqual([])
    await expect(run(await replay(null), BECOME, READ)).rejects.toMatchObject({ code: 'HCREU' })
  })

  test.each(['app.seal_key', 'app.webhook_secrets', 'idempotency_keys', 'api_keys', 'customers'])(
    'from %s',
    async (table) => {
      await expect(run([`select * from ${table}`])).rejects.toMatchObject({ code: '42501' })
    },
  )

  test.each([
    `app.seal_of('', '', '', '', '', '', '')`,
    `app.act_for('', uuidv7(), 'admin', null, null, 'aTest', '')`,
    `app.find_caller('', uuidv7(), null, '{admin}')`,
  ])('by calling %s', async (call) => {
    await expect(run([`select ${call}`])).rejects.toMatchObject({ code: '42501' })
    await expect(run(BECOME, [`select ${call}`])).rejects.toMatchObject({ code: '42501' })
  })
})

describe('a transaction', () => {
  test.each([
    `insert into customers (company_name) values ('x')`,
    'update customers set company_name = null',
    `insert into api_keys (key_hash, prefix, last_four) values (sha256('x'), 'hc_live_0000', '0000')`,
  ])('changes nothing unaudited: %s', async (text) => {
    const { tenant } = await withCustomer()
    const before = await operator('select * from customers where tenant_id = $1', [tenant.id])
    const keys = await operator('select * from api_keys where tenant_id = $1', [tenant.id])
    const outcome = run(await enter(tenant), settings({ operation: '' }), BECOME, [text]).catch(({ code }) => code)
    expect(await outcome).toEqual(text.startsWith('insert') ? '42501' : [])
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
    const replay = (scope: string, roles: string): Statement => [
      `select results from app.replay(decode($1, 'hex'), 'aTest', $2, $3, 'a-key', sha256('a request'))`,
      [hash, scope, roles],
    ]
    await run(await claim(other), BECOME, RECORD)
    expect(await run(replay('customers:read', '{admin}'))).toEqual([])
    await run(await claim(mine), BECOME, RECORD)
    expect(await run(replay('customers:read', '{admin}'))).toEqual([{ results: { 1: [{ id: 'an id' }] } }])
    await expect(run(replay('customers:write', '{admin}'))).rejects.toMatchObject({ code: 'HCSCP' })
    await expect(run(replay('customers:read', '{customer}'))).rejects.toMatchObject({ code: 'HCADM' })
  })

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

test('a cached entry with more scopes than the key gains nothing', async () => {
  const tenant = await newTenant()
  const { key } = await tenant.key({ scopes: ['customers:write'] })
  const { bindings } = await import('./harness.ts')
  const entry = { tenantId: tenant.id, keyId: tenant.keys.live.id, role: 'admin', customerId: null, expiresAt: null }
  await bindings.KEYS.put(`key:${await hashKey(key)}`, JSON.stringify({ ...entry, scopes: ['*'] }))
  const { createApp } = await import('../../src/app.ts')
  const app = createApp()
  expect((await tenant.as(key).get('/v1/customers', { app })).status).toBe(403)
  const { id } = await tenant.customer({ company_name: 'Steve' })
  // The response to a change is only what the key may read.
  const changed = await tenant.as(key).patch(`/v1/customers/${id}`, { company_name: 'Pete' }, { app })
  expect(changed).toMatchObject({ status: 200 })
  expect(Object.keys(changed.body)).toEqual(['id', 'updated_at'])
})
