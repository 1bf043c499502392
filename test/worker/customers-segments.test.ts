import { expect, test } from 'vitest'
import { newTenant, operator, type Tenant, validationErrors } from './harness.ts'
import { wrongCounts } from './row-counts.ts'

const STATUSES = ['incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'canceled', 'unpaid', 'paused']
const NONE = Object.fromEntries(STATUSES.map((status) => [status, 0]))

/** The counts, which equal the totals and the lengths of the lists to which they belong. All others are correct too. */
async function countsOf(tenant: Tenant) {
  const { status, body } = await tenant.get('/v1/customers/counts')
  expect(status).toBe(200)
  const lists: [query: string, count: number][] = [
    ['', body.total],
    ['failed_instances=true', body.with_failed_instances],
    ...STATUSES.map((one): [string, number] => [`subscription_status=${one}`, body.by_subscription_status[one]]),
  ]
  for (const [query, count] of lists) {
    const { total, customers } = (await tenant.get(`/v1/customers?per_page=100&${query}`)).body
    expect([query, total, customers.length]).toEqual([query, count, count])
  }
  expect(await wrongCounts(tenant)).toEqual([])
  return body
}

test('a tenant without customers has counts of zero', async () => {
  expect(await countsOf(await newTenant())).toEqual({
    ...{ total: 0, archived: 0, by_subscription_status: NONE, with_failed_instances: 0 },
  })
})

test('a customer is counted once in each of its segments, and in none while it is archived', async () => {
  const tenant = await newTenant()
  const [one, other] = [await tenant.customer(), await tenant.customer()]
  for (const status of ['canceled', 'canceled', 'past_due']) {
    await tenant.row('subscriptions', { customer_id: one.id, status })
  }
  await tenant.row('subscriptions', { customer_id: other.id, status: 'canceled' })
  for (const status of ['failed', 'failed', 'stopped']) {
    await tenant.row('instances', { customer_id: one.id, status })
  }
  const counted = {
    ...{ total: 2, archived: 0, with_failed_instances: 1 },
    by_subscription_status: { ...NONE, canceled: 2, past_due: 1 },
  }
  expect(await countsOf(tenant)).toEqual(counted)

  await tenant.delete(`/v1/customers/${one.id}`)
  // The status of an archived customer's subscription can still change.
  await operator(`update subscriptions set status = 'unpaid' where tenant_id = $1 and status = 'past_due'`, [tenant.id])
  expect(await countsOf(tenant)).toEqual({
    ...{ total: 1, archived: 1, with_failed_instances: 0 },
    by_subscription_status: { ...NONE, canceled: 1 },
  })

  await tenant.post(`/v1/customers/${one.id}/restore`)
  expect(await countsOf(tenant)).toEqual({
    ...counted,
    by_subscription_status: { ...NONE, canceled: 2, unpaid: 1 },
  })
})

test('the counts follow changes, moves and deletions of subscriptions and instances', async () => {
  const tenant = await newTenant()
  const [one, other] = [await tenant.customer(), await tenant.customer()]
  const { body: instance } = await tenant.post('/v1/instances', { customer_id: one.id })
  const failed = async () => (await countsOf(tenant)).with_failed_instances
  const outcomes: number[] = []
  for (const status of ['failed', 'provisioning', 'failed', 'terminated']) {
    await tenant.patch(`/v1/instances/${instance.id}`, { status })
    outcomes.push(await failed())
  }
  expect(outcomes).toEqual([1, 0, 1, 0])

  await tenant.row('subscriptions', { customer_id: one.id, status: 'active' })
  await tenant.row('subscriptions', { customer_id: one.id, status: 'trialing' })
  await operator(`update subscriptions set customer_id = $2 where tenant_id = $1 and status = 'active'`, [
    ...[tenant.id, other.id],
  ])
  expect((await countsOf(tenant)).by_subscription_status).toEqual({ ...NONE, active: 1, trialing: 1 })
  await operator(`update subscriptions set status = 'active' where tenant_id = $1`, [tenant.id])
  expect((await countsOf(tenant)).by_subscription_status).toEqual({ ...NONE, active: 2 })
  await operator('delete from subscriptions where tenant_id = $1 and customer_id = $2', [tenant.id, one.id])
  expect((await countsOf(tenant)).by_subscription_status).toEqual({ ...NONE, active: 1 })
})

test('the counts are exact after concurrent changes', async () => {
  const tenant = await newTenant()
  const customers = await Promise.all(Array.from({ length: 12 }, () => tenant.customer()))
  await Promise.all(
    customers.flatMap(({ id }, at) => [
      ...STATUSES.slice(4, 4 + (at % 4)).map((status) => tenant.row('subscriptions', { customer_id: id, status })),
      ...['failed', 'failed'].map((status) => tenant.row('instances', { customer_id: id, status })),
    ]),
  )
  await Promise.all([
    ...customers.slice(0, 4).map(({ id }) => tenant.delete(`/v1/customers/${id}`)),
    ...customers
      .slice(2, 8)
      .map(({ id }) =>
        operator(`update instances set status = 'stopped' where tenant_id = $1 and customer_id = $2`, [tenant.id, id]),
      ),
  ])
  const { total, archived, with_failed_instances } = await countsOf(tenant)
  expect({ total, archived, with_failed_instances }).toEqual({ total: 8, archived: 4, with_failed_instances: 4 })
})

test('the counts are those of the caller’s tenant, and take no parameters', async () => {
  const [tenant, other] = [await newTenant(), await newTenant()]
  await other.customer()
  expect(await countsOf(tenant)).toMatchObject({ total: 0 })
  expect(validationErrors(await tenant.get('/v1/customers/counts?archived=only'))).toEqual([
    'query.archived extra_forbidden',
  ])
  expect((await tenant.post('/v1/customers/counts', {})).status).toBe(405)
})
