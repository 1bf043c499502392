import { describe, expect, test } from 'vitest'
import { hashKey } from '../../src/auth/key.ts'
import { proofOf } from '../../src/stripe/signature.ts'
import { STRIPE_SECRET } from '../setup/provided.ts'
import { absentId, operator } from './harness.ts'
import { BECOME, BECOME_BOUND, enter, READ, run, type Statement, settings, withCustomer } from './login-sql.ts'

// Lock 6, seal: SQL of any kind, run as the Worker's login role, reads nothing without the hash of an active key.

describe('the login role reads nothing', () => {
  test('by setting the tenant and the role itself', async () => {
    const { tenant } = await withCustomer()
    const bare = { tenant_id: tenant.id, role: 'admin', key_id: tenant.keys.live.id, operation: 'listCustomers' }
    expect(await run(settings(bare), BECOME, READ)).toEqual([])
    expect(await run(settings({ ...bare, seal: '0'.repeat(64) }), BECOME, READ)).toEqual([])
  })

  test.each(['tenant_id', 'role', 'customer_id', 'key_id', 'operation', 'idempotency_key', 'request_id'])(
    'after it changed app.%s of a transaction that had entered',
    async (name) => {
      const [{ tenant, customer }, other] = [await withCustomer(), await withCustomer()]
      const second = await tenant.customer()
      const changed = { tenant_id: other.tenant.id, role: 'admin', customer_id: second.id }[name] ?? absentId()
      // A customer-bound key has the most to gain from another role or customer.
      const isBound = name === 'role' || name === 'customer_id'
      const key = isBound ? await tenant.boundKey(customer.id) : tenant.keys.live.key
      const entered = await enter(tenant, { hash: await hashKey(key), roles: '{admin,customer}' })
      expect(await run(entered, isBound ? BECOME_BOUND : BECOME, READ)).toHaveLength(isBound ? 1 : 2)
      for (const become of [BECOME, BECOME_BOUND]) {
        expect(await run(entered, settings({ [name]: changed }), become, READ)).toEqual([])
      }
    },
  )

  test.each(['role', 'customer_id'])('in a statement that changes app.%s while it runs', async (name) => {
    const { tenant, customer } = await withCustomer()
    const other = await tenant.customer()
    const value = name === 'role' ? 'admin' : other.id
    // The tenant is checked for the first row, the role and the customer only for the second.
    const change: Statement = [
      `with wanted as materialized (
         select case when n = 1 then uuidv7() when set_config($1, $2, true) = $2 then $3::uuid end as id
           from generate_series(1, 2) n)
       select c.id from wanted left join customers c using (id) where c.id is not null`,
      [`app.${name}`, value, other.id],
    ]
    const entered = await enter(tenant, {
      hash: await hashKey(await tenant.boundKey(customer.id)),
      roles: '{admin,customer}',
    })
    for (const become of [BECOME, BECOME_BOUND]) expect(await run(entered, become, change)).toEqual([])
  })

  test('as another caller whose values contain the same text', async () => {
    const { tenant, customer } = await withCustomer()
    const { id: other } = await tenant.customer()
    const key = await hashKey(await tenant.boundKey(customer.id))
    const [text, params = []] = await enter(tenant, { hash: key, roles: '{customer}' })
    const forged = { customer_id: other, operation: 'get', idempotency_key: '\n' }
    const entered = [text.replace(`'aTest'`, '$5'), [...params, `foo\n${other}\nkey\n3\nget\n`]] as Statement
    const role = (id: string) => `customer\n${customer.id}\n${id}\n99\nfoo`
    const [{ id = '' } = {}] = (await run(entered, [`select current_setting('app.key_id') as id`])) as { id?: string }[]
    for (const become of [BECOME, BECOME_BOUND]) {
      expect(await run(entered, settings({ ...forged, role: role(id) }), become, READ)).toEqual([])
    }
  })

  test('with the seal of an earlier transaction on the same connection', async () => {
    const { tenant } = await withCustomer()
    const entered = await enter(tenant)
    const twice = async () => {
      const [sealed] = (await run(entered, [
        `select pg_backend_pid() as pid, jsonb_object_agg(name, current_setting('app.' || name)) as values
           from unnest('{tenant_id,role,customer_id,key_id,operation,idempotency_key,request_id,seal}'::text[]) name`,
      ])) as [{ pid: number; values: Record<string, string> }]
      const [again] = (await run(settings(sealed.values), BECOME, [
        'select pg_backend_pid() as pid, count(*)::int as seen from customers',
      ])) as [{ pid: number; seen: number }]
      return { isSameConnection: again.pid === sealed.pid, seen: again.seen }
    }
    // Another test may have used the connection in between.
    await expect.poll(twice).toEqual({ isSameConnection: true, seen: 0 })
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
    `app.seal_of('', '', '', '', '', '', '', '')`,
    `app.act_for('', uuidv7(), 'admin', null, null, 'aTest', '')`,
    `app.find_caller('', uuidv7(), null, '{admin}')`,
  ])('by calling %s', async (call) => {
    await expect(run([`select ${call}`])).rejects.toMatchObject({ code: '42501' })
    await expect(run(BECOME, [`select ${call}`])).rejects.toMatchObject({ code: '42501' })
  })
})
