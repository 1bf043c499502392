import { Client } from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { createTenant } from '../../src/admin/tenants.ts'
import { hashKey } from '../../src/auth/key.ts'
import { proofOf } from '../../src/stripe/signature.ts'
import { runSql } from '../setup/own-database.ts'
import { STRIPE_SECRET } from '../setup/provided.ts'

// Lock 3 on its own connection. A pool resets a connection before it serves another request, which would hide a setting
// that outlives its transaction.

const SETTINGS = `
  select current_user as role, current_setting('statement_timeout') as statement_timeout, array(
    select name || '=' || current_setting('app.' || name, true)
      from unnest('{tenant_id,role,customer_id,key_id,operation,request_id,idempotency_key,seal}'::text[]) name
     where current_setting('app.' || name, true) <> '') as set`

const LIMITS = ['statement_timeout', 'lock_timeout', 'transaction_timeout']
const ADVICE =
  'Set statement_timeout, lock_timeout and transaction_timeout in app.act_for, so that no session runs without them.'

/** A connection as the login role, with a tenant that it can enter. */
async function connect() {
  const { ownerUrl, loginUrl } = inject('database')
  const operator = (text: string, values?: unknown[]) => runSql(ownerUrl, text, values)
  const { tenant, keys } = await createTenant(operator, { slug: `t-${crypto.randomUUID()}`, name: 'A tenant' })
  const account = `acct_${tenant.id.replaceAll('-', '')}`
  await operator('update tenants set stripe_account_id = $1 where id = $2', [account, tenant.id])
  const client = new Client({ connectionString: loginUrl })
  // The server ends the session of a transaction that takes too long.
  client.on('error', () => undefined)
  await client.connect()
  onTestFinished(() => client.end())
  const hash = await hashKey(keys.live.key)
  const proof = await proofOf(STRIPE_SECRET)
  const become = (enter: string, values: unknown[]) => async () =>
    void (await client.query(`select set_config('role', 'api_tenant', true), entered.* from ${enter} entered`, values))
  return {
    client,
    tenant,
    enter: become(`app.enter(decode($1, 'hex'), $2, 'aTest', 'a-request', null, '{admin}')`, [hash, tenant.id]),
    enterForStripe: become(`app.enter_stripe(decode($1, 'hex'), $2, true, 'aTest', 'a-request')`, [proof, account]),
  }
}

test.each(['commit', 'rollback'])('what a transaction sets ends with its %s', async (end) => {
  const { client, tenant, enter } = await connect()
  const settings = async () => (await client.query(SETTINGS)).rows[0]
  const before = await settings()
  await client.query('begin')
  await enter()
  const during = await settings()
  expect(during).toMatchObject({ role: 'api_tenant', set: expect.arrayContaining([`tenant_id=${tenant.id}`]) })
  await client.query(end)
  expect(before).toMatchObject({ role: 'api_login', set: [] })
  const advice = 'Set it with set_config(…, …, true), so that the next transaction does not act for this tenant.'
  expect(await settings(), advice).toEqual(before)
})

test.each([
  ['a request', 'enter', ['3s', '1s', '3500ms']],
  ['a Stripe event', 'enterForStripe', ['3s', '2500ms', '3500ms']],
] as const)('%s has its time limits, whatever its session has set', async (_, enter, limits) => {
  const connection = await connect()
  for (const limit of LIMITS) await connection.client.query(`set ${limit} = '60s'`)
  await connection.client.query('begin')
  await connection[enter]()
  const { rows } = await connection.client.query('select current_setting(name) as value from unnest($1::text[]) name', [
    LIMITS,
  ])
  expect(
    rows.map(({ value }) => value),
    ADVICE,
  ).toEqual(limits)
})

test('the limit of a transaction applies although its session began it with none or a longer one', async () => {
  const outcomes = ['0', '60s'].map(async (value) => {
    const { client, enter } = await connect()
    await client.query(`set transaction_timeout = '${value}'`)
    await client.query('begin')
    await enter()
    // Each statement takes less time than it may.
    await client.query('select pg_sleep(2)')
    return client.query('select pg_sleep(2)').then(
      () => 'no error',
      ({ code }) => code,
    )
  })
  expect(await Promise.all(outcomes), ADVICE).toEqual(['25P04', '25P04'])
})
