import { describe, expect, test } from 'vitest'
import { newTenant, operator, type Tenant } from './harness.ts'

const SUBSCRIPTION_STATUSES = [
  ...['incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'canceled', 'unpaid', 'paused'],
]
const INSTANCE_STATUSES = ['provisioning', 'running', 'stopped', 'failed', 'terminated']

/** The counts of subscriptions, active ones, instances, running ones and failed ones, equal in list and get. */
async function counts(tenant: Tenant, id: string): Promise<number[]> {
  const { body } = await tenant.get('/v1/customers?per_page=100')
  const responses = [body.customers.find((listed: { id: string }) => listed.id === id)]
  responses.push((await tenant.get(`/v1/customers/${id}`)).body)
  const [listed, single] = responses.map((customer) => [
    customer.subscription_count,
    customer.active_subscription_count,
    customer.instance_count,
    customer.running_instance_count,
    customer.failed_instance_count,
  ])
  expect(listed).toEqual(single)
  return single ?? []
}

async function latestStatus(tenant: Tenant, id: string): Promise<string | null> {
  const { body } = await tenant.get('/v1/customers?per_page=100')
  const listed = body.customers.find((customer: { id: string }) => customer.id === id).latest_subscription_status
  expect((await tenant.get(`/v1/customers/${id}`)).body.latest_subscription_status).toBe(listed)
  return listed
}

const insertMany = (table: string, tenant: Tenant, customerId: string, statuses: string[]) =>
  operator(`insert into ${table} (tenant_id, customer_id, status) select $1, $2, unnest($3::text[])`, [
    ...[tenant.id, customerId, statuses],
  ])

describe('the counts', () => {
  test.each(SUBSCRIPTION_STATUSES)('include a subscription that is %s', async (status) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    await tenant.row('subscriptions', { customer_id: id, status })
    const active = status === 'active' || status === 'trialing' ? 1 : 0
    expect(await counts(tenant, id)).toEqual([1, active, 0, 0, 0])
  })

  test.each(INSTANCE_STATUSES)('include an instance that is %s', async (status) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    await tenant.row('instances', { customer_id: id, status })
    expect(await counts(tenant, id)).toEqual([0, 0, 1, status === 'running' ? 1 : 0, status === 'failed' ? 1 : 0])
  })

  test('do not multiply subscriptions by instances', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    await insertMany('subscriptions', tenant, id, ['active', 'canceled', 'trialing'])
    await insertMany('instances', tenant, id, ['running', 'running', 'stopped', 'failed'])
    expect(await counts(tenant, id)).toEqual([3, 2, 4, 2, 1])
  })

  test('are separate for each customer', async () => {
    const tenant = await newTenant()
    const [one, other] = await Promise.all([tenant.customer(), tenant.customer()])
    await insertMany('subscriptions', tenant, one.id, ['active', 'canceled'])
    await insertMany('instances', tenant, other.id, ['running'])
    expect(await counts(tenant, one.id)).toEqual([2, 1, 0, 0, 0])
    expect(await counts(tenant, other.id)).toEqual([0, 0, 1, 1, 0])
  })

  test('are updated after status changes', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    await insertMany('subscriptions', tenant, id, ['active', 'trialing', 'paused'])
    await insertMany('instances', tenant, id, ['running', 'stopped', 'stopped'])
    await operator(`update subscriptions set status = 'canceled' where tenant_id = $1 and status = 'active'`, [
      tenant.id,
    ])
    await operator(`update instances set status = 'running' where tenant_id = $1`, [tenant.id])
    expect(await counts(tenant, id)).toEqual([3, 1, 3, 3, 0])

    // A change from one active status to another leaves the counts unchanged.
    await operator(`update subscriptions set status = 'active' where tenant_id = $1 and status = 'trialing'`, [
      tenant.id,
    ])
    expect(await counts(tenant, id)).toEqual([3, 1, 3, 3, 0])
  })

  test('are updated if rows are assigned to another customer', async () => {
    const tenant = await newTenant()
    const [from, to] = await Promise.all([tenant.customer(), tenant.customer()])
    await insertMany('subscriptions', tenant, from.id, ['active', 'canceled'])
    await insertMany('instances', tenant, from.id, ['running', 'stopped'])
    await operator(`update subscriptions set customer_id = $2 where tenant_id = $1 and status = 'active'`, [
      ...[tenant.id, to.id],
    ])
    await operator(`update instances set customer_id = $2, status = 'stopped' where tenant_id = $1`, [tenant.id, to.id])
    expect(await counts(tenant, from.id)).toEqual([1, 0, 0, 0, 0])
    expect(await counts(tenant, to.id)).toEqual([1, 1, 2, 0, 0])
  })

  test('are updated after deletes', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    await insertMany('subscriptions', tenant, id, ['active', 'canceled', 'trialing'])
    await insertMany('instances', tenant, id, ['running', 'stopped'])
    await operator(`delete from subscriptions where tenant_id = $1 and status = 'active'`, [tenant.id])
    await operator(`delete from instances where tenant_id = $1 and status = 'running'`, [tenant.id])
    expect(await counts(tenant, id)).toEqual([2, 1, 1, 0, 0])

    await operator('delete from subscriptions where tenant_id = $1', [tenant.id])
    await operator('delete from instances where tenant_id = $1', [tenant.id])
    expect(await counts(tenant, id)).toEqual([0, 0, 0, 0, 0])
  })

  test('are exact after concurrent writes', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        tenant.row(index % 2 ? 'subscriptions' : 'instances', {
          customer_id: id,
          status: index % 2 ? 'active' : 'running',
        }),
      ),
    )
    expect(await counts(tenant, id)).toEqual([10, 10, 10, 10, 0])
  })
})

describe('latest_subscription_status', () => {
  const idOf = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`
  const at = (microseconds: number) => `2026-03-14T15:09:26.00000${microseconds}Z`

  test('is the status of the newest subscription, to the microsecond, regardless of insertion order', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const subscription = (digit: number, status: string, created_at: string) =>
      tenant.row('subscriptions', { id: idOf(digit), customer_id: id, status, created_at })
    expect(await latestStatus(tenant, id)).toBeNull()
    await subscription(5, 'past_due', at(2))
    await subscription(9, 'active', at(1))
    expect(await latestStatus(tenant, id)).toBe('past_due')
    await subscription(1, 'unpaid', at(3))
    expect(await latestStatus(tenant, id)).toBe('unpaid')
  })

  test('is the status of the highest id among subscriptions created at the same time', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    for (const [digit, status] of Object.entries({ 2: 'paused', 3: 'incomplete', 1: 'active' })) {
      await tenant.row('subscriptions', { id: idOf(Number(digit)), customer_id: id, status, created_at: at(1) })
    }
    expect(await latestStatus(tenant, id)).toBe('incomplete')
    await operator('delete from subscriptions where tenant_id = $1 and id = $2', [tenant.id, idOf(3)])
    expect(await latestStatus(tenant, id)).toBe('paused')
    await operator(`update subscriptions set status = 'canceled' where tenant_id = $1`, [tenant.id])
    expect(await latestStatus(tenant, id)).toBe('canceled')
    await operator('delete from subscriptions where tenant_id = $1', [tenant.id])
    expect(await latestStatus(tenant, id)).toBeNull()
  })

  test('ignores subscriptions of other customers', async () => {
    const tenant = await newTenant()
    const [one, other] = await Promise.all([tenant.customer(), tenant.customer()])
    await tenant.row('subscriptions', { customer_id: other.id, status: 'active' })
    expect(await latestStatus(tenant, one.id)).toBeNull()
  })
})
