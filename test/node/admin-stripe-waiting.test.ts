import { Client } from 'pg'
import { expect, inject } from 'vitest'
import { actForStripe } from '../../src/admin/stripe-transaction.ts'
import { adminJson, sql, test } from '../setup/admin-test.ts'
import { runSql } from '../setup/own-database.ts'

const random = () => crypto.randomUUID().replaceAll('-', '').slice(0, 16)

/** Stores an event of an unknown Stripe customer with this email, as the webhook does. @returns the Stripe customer. */
async function storeWaiting(tenantId: string, email: string): Promise<string> {
  const stripeCustomer = `cus_${random()}`
  const event = {
    ...{ id: `evt_${random()}`, type: 'customer.created', created_at: '2026-01-01T00:00:00Z', account: 'acct_1' },
    ...{ status: 'waiting', precedence: 0, payload: {} },
    ...{ stripe_customer_id: stripeCustomer, content: { reference: null, email } },
  }
  const client = new Client({ connectionString: inject('database').ownerUrl })
  await client.connect()
  const query = async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows
  try {
    await actForStripe(query, { tenantId, operation: 'aTest' }, () =>
      query('select app.apply_stripe_event($1)', [event]),
    )
  } finally {
    await client.end()
  }
  return stripeCustomer
}

const newCustomer = (tenantId: string, email: string) =>
  sql('insert into customers (tenant_id, email) values ($1, $2)', [tenantId, email])

const linkOf = async (tenantId: string, email: string) =>
  (
    await sql('select stripe_customer_id as id from customers where tenant_id = $1 and email = $2', [tenantId, email])
  )[0]?.id

test('turning linking by email on links the waiting events of the tenant and its sandbox', async ({ own }) => {
  const account = `acct_${random()}`
  await adminJson('stripe', 'connect', own.slug, account)
  const waiting: [tenantId: string, stripeCustomer: string][] = []
  for (const { id } of [own.tenant, own.sandbox]) {
    waiting.push([id, await storeWaiting(id, 'STEVE@a.example')])
    await storeWaiting(id, 'nobody@a.example')
    await newCustomer(id, 'steve@A.example')
    expect(await linkOf(id, 'steve@A.example')).toBeNull()
  }
  const connect = () => adminJson('stripe', 'connect', own.slug, account, '--link-by-email')
  expect(await connect()).toMatchObject({ linked: 2 })
  for (const [id, stripeCustomer] of waiting) expect(await linkOf(id, 'steve@A.example')).toBe(stripeCustomer)
  expect(await connect()).toMatchObject({ linked: 0 })

  await adminJson('stripe', 'connect', own.slug, account)
  for (const [id, stripeCustomer] of waiting) expect(await linkOf(id, 'steve@A.example')).toBe(stripeCustomer)
})

test('a customer that is being created while linking by email is turned on is linked too', async ({ own }) => {
  const account = `acct_${random()}`
  await adminJson('stripe', 'connect', own.slug, account)
  const stripeCustomer = await storeWaiting(own.tenant.id, 'late@a.example')
  const creating = runSql(
    inject('database').ownerUrl,
    `with created as (
       insert into customers (tenant_id, email) values ('${own.tenant.id}', 'late@a.example') returning 1
     ) select pg_sleep(2) from created`,
  )
  await expect
    .poll(() =>
      sql(`select 1 from pg_stat_activity where wait_event = 'PgSleep' and query like '%' || $1 || '%'`, [
        own.tenant.id,
      ]),
    )
    .toHaveLength(1)
  expect(await adminJson('stripe', 'connect', own.slug, account, '--link-by-email')).toMatchObject({ linked: 1 })
  await creating
  expect(await linkOf(own.tenant.id, 'late@a.example')).toBe(stripeCustomer)
})
