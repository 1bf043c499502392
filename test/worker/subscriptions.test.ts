import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator, type Tenant, validationErrors } from './harness.ts'

type Listed = { id: string }
const ids = (body: { subscriptions: Listed[] }) => body.subscriptions.map(({ id }) => id)

/** A tenant whose customer has subscriptions in these statuses, each a microsecond newer than the one before. */
async function withStatuses(statuses: string[]) {
  const tenant = await newTenant()
  const { id: customer_id } = await tenant.customer()
  const rows = []
  for (const [place, status] of statuses.entries()) {
    const created_at = `2026-03-14T15:09:26.00000${place}Z`
    rows.push(await tenant.row('subscriptions', { customer_id, status, created_at }))
  }
  return { tenant, customer_id, rows }
}

test('a subscription is returned with all fields, to the microsecond and to the cent', async () => {
  const tenant = await newTenant()
  const { id: customer_id } = await tenant.customer()
  const fields = {
    customer_id,
    stripe_subscription_id: 'sub_1',
    status: 'trialing',
    product_tier_name: 'Pro',
    stripe_price_id: 'price_1',
    amount_cents: 9_007_199_254_740_991,
    currency: 'USD',
    billing_interval: 'month',
    quantity: 3,
    current_period_end: '2026-04-14T15:09:26.535897Z',
    cancel_at_period_end: true,
    trial_end: '2026-04-01T00:00:00Z',
    canceled_at: '2026-03-20T00:00:00Z',
    created_at: '2026-03-14T15:09:26.000001Z',
    updated_at: '2026-03-15T15:09:26Z',
  }
  const id = await tenant.row('subscriptions', fields)
  expect((await tenant.get(`/v1/subscriptions/${id}`)).body).toEqual({ id, ...fields })
  expect((await tenant.get('/v1/subscriptions')).body.subscriptions).toEqual([{ id, ...fields }])
  expect((await tenant.get(`/v1/customers/${customer_id}`)).body.subscriptions).toEqual([{ id, ...fields }])
})

test('a subscription without optional values is returned with every field, some of them null', async () => {
  const { tenant, customer_id, rows } = await withStatuses(['active'])
  const { body } = await tenant.get(`/v1/subscriptions/${rows[0]}`)
  expect(body).toEqual({
    id: rows[0],
    customer_id,
    stripe_subscription_id: null,
    status: 'active',
    product_tier_name: null,
    stripe_price_id: null,
    amount_cents: null,
    currency: null,
    billing_interval: null,
    quantity: 1,
    current_period_end: null,
    cancel_at_period_end: false,
    trial_end: null,
    canceled_at: null,
    created_at: '2026-03-14T15:09:26Z',
    updated_at: expect.any(String),
  })
})

const LISTS: [string, (customer: string) => string][] = [
  ['the list', () => '/v1/subscriptions'],
  ['the list of one customer', (customer) => `/v1/customers/${customer}/subscriptions`],
]

describe.each(LISTS)('%s', (_, pathOf) => {
  test('returns all, newest first, with an exact total', async () => {
    const { tenant, customer_id, rows } = await withStatuses(['active', 'canceled', 'paused'])
    const { body } = await tenant.get(`${pathOf(customer_id)}?per_page=2`)
    expect(ids(body)).toEqual(rows.toReversed().slice(0, 2))
    expect(body).toMatchObject({ page: 1, per_page: 2, total: 3, total_pages: 2, next_cursor: expect.any(String) })
    expect(ids((await tenant.get(`${pathOf(customer_id)}?per_page=2&page=2`)).body)).toEqual([rows[0]])
  })

  test('continues by cursor where a page ended, each row once even while others are added', async () => {
    const { tenant, customer_id, rows } = await withStatuses(['active', 'active', 'canceled', 'active', 'active'])
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query = `?status=active&sort_dir=asc&per_page=2${cursor && `&cursor=${cursor}`}`
      const { body }: { body: { subscriptions: Listed[]; next_cursor: string | null } } = await tenant.get(
        `${pathOf(customer_id)}${query}`,
      )
      seen.push(...ids(body))
      cursor = body.next_cursor
      await tenant.row('subscriptions', { customer_id, status: 'active', created_at: '2026-01-01T00:00:00Z' })
    }
    expect(seen).toEqual([0, 1, 3, 4].map((place) => rows[place]))
  })

  test('filters by status, and counts only matches', async () => {
    const { tenant, customer_id, rows } = await withStatuses(['active', 'canceled', 'active'])
    const { body } = await tenant.get(`${pathOf(customer_id)}?status=active`)
    expect([ids(body), body.total]).toEqual([[rows[2], rows[0]], 2])
    expect((await tenant.get(`${pathOf(customer_id)}?status=unpaid`)).body).toMatchObject({
      subscriptions: [],
      total: 0,
    })
  })

  test('can be sorted by updated_at', async () => {
    const { tenant, customer_id, rows } = await withStatuses(['active', 'active'])
    await operator(`update subscriptions set status = 'past_due' where id = $1`, [rows[0]])
    expect(ids((await tenant.get(`${pathOf(customer_id)}?sort_by=updated_at`)).body)[0]).toBe(rows[0])
  })

  test.each([
    ['status=Active', 'literal_error'],
    ['status=', 'literal_error'],
    ['sort_by=status', 'literal_error'],
    ['sort_dir=down', 'literal_error'],
    ['page=0', 'greater_than_equal'],
    ['per_page=101', 'less_than_equal'],
    ['cursor=x', 'value_error'],
    ['email=x', 'extra_forbidden'],
  ])('rejects %s: %s', async (query, type) => {
    const { tenant, customer_id } = await withStatuses([])
    const found = validationErrors(await tenant.get(`${pathOf(customer_id)}?${query}`))
    expect(found).toEqual([`query.${query.split('=')[0]} ${type}`])
  })

  test('shows a customer-bound key only its own subscriptions', async () => {
    const { tenant, customer_id, rows } = await withStatuses(['active'])
    const other = await tenant.customer()
    await tenant.row('subscriptions', { customer_id: other.id, status: 'active' })
    const bound = tenant.as(await tenant.boundKey(customer_id))
    const { body } = await bound.get(pathOf(customer_id))
    expect([ids(body), body.total]).toEqual([rows, 1])
  })
})

describe('the list', () => {
  test('filters by customer; one of another tenant has none, like an unknown one', async () => {
    const { tenant, customer_id, rows } = await withStatuses(['active'])
    const other = await withStatuses(['active'])
    const of = async (id: string) => ids((await tenant.get(`/v1/subscriptions?customer_id=${id}`)).body)
    expect(await of(customer_id.toUpperCase())).toEqual(rows)
    expect([await of(other.customer_id), await of(absentId())]).toEqual([[], []])
    expect(validationErrors(await tenant.get('/v1/subscriptions?customer_id=steve'))).toEqual([
      'query.customer_id uuid_parsing',
    ])
  })
})

test('a customer-bound key gets 404 for a subscription and the list of another customer', async () => {
  const { tenant, rows, customer_id } = await withStatuses(['active'])
  const own = await tenant.customer()
  const bound = tenant.as(await tenant.boundKey(own.id))
  for (const path of [`/v1/subscriptions/${rows[0]}`, `/v1/customers/${customer_id}/subscriptions`]) {
    expect((await bound.get(path)).status).toBe(404)
  }
})

test('the list of an archived customer returns 404', async () => {
  const { tenant, customer_id } = await withStatuses(['canceled'])
  expect((await tenant.delete(`/v1/customers/${customer_id}`)).status).toBe(204)
  expect((await tenant.get(`/v1/customers/${customer_id}/subscriptions`)).status).toBe(404)
})

test.each(['/v1/subscriptions', '/v1/subscriptions/497f6eca-6276-4993-bfeb-53cbbbba6f08'])(
  '%s cannot be written: only Stripe changes subscriptions',
  async (path) => {
    const tenant: Tenant = await newTenant()
    for (const response of [await tenant.post(path, {}), await tenant.patch(path, {}), await tenant.delete(path)]) {
      expect([response.status, response.headers.get('Allow')]).toEqual([405, 'GET, HEAD'])
    }
  },
)
