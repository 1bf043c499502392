import { Client } from 'pg'
import { beforeEach, expect, inject, onTestFinished, test } from 'vitest'
import { createTenant } from '../../src/admin/tenants.ts'
import { proofOf } from '../../src/stripe/signature.ts'
import { runSql } from '../setup/own-database.ts'
import { STRIPE_SECRET } from '../setup/provided.ts'

// An event locks the customers that it may change before it changes anything: see migrations/0015_lock_order.sql. Here,
// another transaction has locked one of them.

const ADVICE = 'app.sync_stripe_customer must first call app.lock_linkable_customers, which locks them by id.'

const operator = (text: string, values?: unknown[]) => runSql(inject('database').ownerUrl, text, values)

let tenantId: string
let account: string
beforeEach(async () => {
  const { tenant } = await createTenant(operator, { slug: `t-${crypto.randomUUID()}`, name: 'A tenant' })
  tenantId = tenant.id
  account = `acct_${tenantId.replaceAll('-', '')}`
  const connected = 'update tenants set stripe_account_id = $1, stripe_link_by_email = true where id = $2'
  await operator(connected, [account, tenantId])
})

/** Inserts a customer and returns its id. Each has a greater id than those before it. */
async function customer(email: string | null = null): Promise<string> {
  const [row] = await operator('insert into customers (tenant_id, email) values ($1, $2) returning id', [
    tenantId,
    email,
  ])
  return String(row?.id)
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

/** Begins a transaction that runs a statement of the owner, and so has locked what it changes. */
async function begin(text: string, values: unknown[]): Promise<Client> {
  const client = await connect(inject('database').ownerUrl)
  await client.query('begin')
  await client.query(text, values)
  return client
}

/** Applies an event that links a Stripe customer. `waiting` settles as soon as it waits for a lock. */
async function apply(stripeCustomer: string, second: number, content: object) {
  const client = await connect(inject('database').loginUrl)
  const { rows } = await client.query('select pg_backend_pid() as pid')
  await client.query('begin')
  const enter = `select app.enter_stripe(decode($1, 'hex'), $2, true, 'aTest', 'a-request')`
  await client.query(enter, [await proofOf(STRIPE_SECRET), account])
  // It waits as long as the test needs.
  await client.query('set local statement_timeout = 0; set local lock_timeout = 0; set local transaction_timeout = 0')
  await client.query('set local role api_tenant')
  const event = {
    ...{ id: `evt_${second}`, type: 'customer.updated', created_at: new Date(second * 1_000), account },
    ...{ status: 'waiting', stripe_customer_id: stripeCustomer, precedence: 1, content, payload: {} },
  }
  const applied = client.query('select app.apply_stripe_event($1) as status', [JSON.stringify(event)])
  const outcome = applied.then(async ({ rows: [{ status }] }) => {
    await client.query('commit')
    return status as string
  })
  const isWaiting = async () =>
    (await operator('select from unnest(pg_blocking_pids($1)) blocking', [rows[0].pid])).length > 0
  return { outcome, waiting: () => expect.poll(isWaiting, { message: ADVICE }).toBe(true) }
}

const linked = async (id: string) => (await operator('select stripe_customer_id from customers where id = $1', [id]))[0]

test('an event is not linked by email to a customer that was archived meanwhile', async () => {
  const id = await customer('steve@plumbing.example')
  const archive = await begin('update customers set archived_at = now() where id = $1', [id])
  const { outcome, waiting } = await apply('cus_a', 1, { email: 'steve@plumbing.example' })
  await waiting()
  await archive.query('commit')
  expect(await outcome, ADVICE).toBe('waiting')
  expect(await linked(id)).toEqual({ stripe_customer_id: null })
})

test('an event that moves a link locks neither customer out of order', async () => {
  const [lower, higher] = [await customer(), await customer()]
  expect(await (await apply('cus_b', 1, { reference: higher })).outcome).toBe('applied')
  expect(await linked(higher)).toEqual({ stripe_customer_id: 'cus_b' })

  const change = await begin('update customers set company_name = $2 where id = $1', [lower, 'Steve'])
  const { outcome, waiting } = await apply('cus_b', 2, { reference: lower })
  await waiting()
  const free = await operator('select id from customers where id = $1 for no key update skip locked', [higher])
  expect(free, ADVICE).toEqual([{ id: higher }])
  await change.query('commit')
  expect(await outcome).toBe('applied')
  expect(await linked(lower)).toEqual({ stripe_customer_id: 'cus_b' })
})
