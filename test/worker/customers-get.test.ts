import { describe, expect, test } from 'vitest'
import { newTenant, operator, type Tenant } from './harness.ts'

const TIME = '2026-03-14T15:09:26.535897Z'

test('a customer is returned with all its fields, to the microsecond', async () => {
  const tenant = await newTenant()
  const profile = {
    company_name: 'Steve the Plumber',
    email: 'Steve@plumbing.example',
    industry: 'plumbing',
    country_code: 'US',
    currency: 'USD',
    locale: 'en-US',
    timezone: 'America/New_York',
    stripe_customer_id: 'cus_NffrFeUfNV2Hib',
    created_at: '2026-03-14T15:09:26.535897Z',
    updated_at: '2026-03-15T00:00:00.000001Z',
  }
  const id = await tenant.row('customers', profile)
  const subscription = {
    customer_id: id,
    stripe_subscription_id: 'sub_1MowQVLkdIwHu7ixeRlqHVzs',
    status: 'trialing',
    product_tier_name: 'Pro',
    stripe_price_id: 'price_1MowQULkdIwHu7ixraBm864M',
    amount_cents: 4_294_967_296_00,
    currency: 'USD',
    billing_interval: 'month',
    quantity: 3,
    current_period_end: '2026-04-14T15:09:26.000009Z',
    cancel_at_period_end: true,
    trial_end: '2026-03-28T15:09:26.1Z',
    canceled_at: '2026-03-20T23:59:59.999999Z',
    created_at: '2026-03-14T15:09:27.100001Z',
    updated_at: '2026-03-14T15:09:28.100002Z',
  }
  const instance = {
    customer_id: id,
    agent_name: 'dispatcher',
    hostname: 'agent-7.steve.example',
    ip_address: '203.0.113.7',
    preset_id: 'field-service',
    product_tier_name: 'Pro',
    provider: 'aws',
    region_id: 'us-east-1',
    runtime_type: 'container',
    workload_type: 'voice',
    status: 'running',
    created_at: '2026-03-14T15:09:29.000003Z',
    updated_at: '2026-03-14T15:09:30Z',
  }
  const subscriptionId = await tenant.row('subscriptions', subscription)
  const instanceId = await tenant.row('instances', instance)

  const { status, body } = await tenant.get(`/v1/customers/${id}`)
  expect(status).toBe(200)
  expect(body).toEqual({
    id,
    ...profile,
    subscription_count: 1,
    active_subscription_count: 1,
    latest_subscription_status: 'trialing',
    instance_count: 1,
    running_instance_count: 1,
    failed_instance_count: 0,
    external_id: null,
    metadata: {},
    archived_at: null,
    subscriptions: [{ id: subscriptionId, ...subscription }],
    instances: [{ id: instanceId, ...instance }],
  })
})

test('unset fields of subscriptions and instances are null, never missing', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  const times = { created_at: TIME, updated_at: TIME }
  const subscriptionId = await tenant.row('subscriptions', { customer_id: id, status: 'paused', ...times })
  const instanceId = await tenant.row('instances', { customer_id: id, ...times })

  const { body } = await tenant.get(`/v1/customers/${id}`)
  expect(body.subscriptions).toEqual([
    {
      ...{ id: subscriptionId, customer_id: id, status: 'paused', quantity: 1, cancel_at_period_end: false },
      ...{ stripe_subscription_id: null, product_tier_name: null, stripe_price_id: null, amount_cents: null },
      ...{ currency: null, billing_interval: null, current_period_end: null, trial_end: null, canceled_at: null },
      ...times,
    },
  ])
  expect(body.instances).toEqual([
    {
      ...{ id: instanceId, customer_id: id, status: 'provisioning', agent_name: null, hostname: null },
      ...{ ip_address: null, preset_id: null, product_tier_name: null, provider: null, region_id: null },
      ...{ runtime_type: null, workload_type: null },
      ...times,
    },
  ])
})

test.each(['2001:db8::7', '203.0.113.7', '10.0.0.0/8'])('the address %s is returned unchanged', async (ip_address) => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  await tenant.row('instances', { customer_id: id, ip_address })
  expect((await tenant.get(`/v1/customers/${id}`)).body.instances[0].ip_address).toBe(ip_address)
})

test.each([
  ['2026-03-14T15:09:26.535897Z', '2026-03-14T15:09:26.535897Z'],
  ['2026-03-14T15:09:26.500000Z', '2026-03-14T15:09:26.5Z'],
  ['2026-03-14T15:09:26Z', '2026-03-14T15:09:26Z'],
  ['2026-03-14T15:09:26.000001+05:30', '2026-03-14T09:39:26.000001Z'],
  ['0999-01-01T00:00:00Z', '0999-01-01T00:00:00Z'],
])('the time %s is returned as %s', async (created_at, expected) => {
  const tenant = await newTenant()
  const id = await tenant.row('customers', { created_at, updated_at: created_at })
  const { body } = await tenant.get(`/v1/customers/${id}`)
  expect([body.created_at, body.updated_at]).toEqual([expected, expected])
})

test.each(['subscriptions', 'instances'])(
  '%s are listed newest first, and by id if created at the same time',
  async (table) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const other = await tenant.customer()
    const status = table === 'instances' ? 'running' : 'active'
    const row = (digit: number, created_at: string, customer_id = id) =>
      tenant.row(table, { id: `00000000-0000-4000-8000-00000000000${digit}`, customer_id, status, created_at })

    await row(2, '2026-03-14T15:09:26.000002Z')
    await row(9, '2026-03-14T15:09:26.000001Z')
    await row(3, '2026-03-14T15:09:26.000002Z')
    await row(1, '2026-03-14T15:09:26.000003Z')
    await row(7, '2026-03-14T15:09:26.000009Z', other.id)

    const { body } = await tenant.get(`/v1/customers/${id}`)
    expect(body[table].map((listed: { id: string }) => listed.id.slice(-1)).join('')).toBe('1329')
  },
)

describe('updated_at', () => {
  const old = (tenant: Tenant) => tenant.row('customers', { created_at: TIME, updated_at: TIME })

  test('is unchanged after changes of the counts', async () => {
    const tenant = await newTenant()
    const id = await old(tenant)
    await tenant.row('subscriptions', { customer_id: id, status: 'paused' })
    await tenant.row('instances', { customer_id: id, status: 'running' })
    await operator(`update subscriptions set status = 'active' where tenant_id = $1`, [tenant.id])
    await operator('delete from instances where tenant_id = $1', [tenant.id])
    const { body } = await tenant.get(`/v1/customers/${id}`)
    expect(body).toMatchObject({ active_subscription_count: 1, instance_count: 0, updated_at: TIME })
  })

  test.each([
    'company_name',
    'email',
    'industry',
    'country_code',
    'currency',
    'locale',
    'timezone',
    'stripe_customer_id',
  ])('changes with %s, while created_at is unchanged', async (name) => {
    const tenant = await newTenant()
    const id = await old(tenant)
    await operator(`update customers set ${name} = 'XX' where tenant_id = $1`, [tenant.id])
    const { body } = await tenant.get(`/v1/customers/${id}`)
    expect([body[name], body.created_at]).toEqual(['XX', TIME])
    expect(body.updated_at > TIME).toBe(true)
  })
})
