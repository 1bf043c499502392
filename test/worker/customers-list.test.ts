import { describe, expect, test } from 'vitest'
import { type Answer, faults, newTenant, operator, type Tenant } from './harness.ts'

type Listed = { id: string; email: string | null }

/** Customers with these emails, each a microsecond younger than the one before. */
async function withEmails(emails: (string | null)[]): Promise<Tenant> {
  const tenant = await newTenant()
  await operator(
    `insert into customers (tenant_id, email, created_at)
     select $1, email, timestamptz '2026-03-14 15:09:26Z' + (place || ' microseconds')::interval
       from unnest($2::text[]) with ordinality as it (email, place)`,
    [tenant.id, emails],
  )
  return tenant
}

const emails = ({ body }: Answer): string[] => body.customers.map(({ email }: Listed) => email)

test('a tenant without customers has an empty list of no pages', async () => {
  const tenant = await newTenant()
  const { status, body } = await tenant.get('/v1/customers')
  expect(status).toBe(200)
  expect(body).toEqual({ customers: [], page: 1, per_page: 20, total: 0, total_pages: 0, next_cursor: null })
})

test('a customer with nothing is listed with nulls and zeros, and lacks no key', async () => {
  const tenant = await newTenant()
  const { id, ...created } = await tenant.customer()
  const { body } = await tenant.get('/v1/customers')
  expect(body.customers).toEqual([
    {
      id,
      ...created,
      country_code: null,
      currency: null,
      timezone: null,
      subscription_count: 0,
      active_subscription_count: 0,
      latest_subscription_status: null,
      instance_count: 0,
      running_instance_count: 0,
      external_id: null,
      metadata: {},
      archived_at: null,
    },
  ])
})

test('a customer with everything is listed with it, to the microsecond', async () => {
  const tenant = await newTenant()
  const seen = {
    company_name: 'Steve the Plumber',
    email: 'Steve@plumbing.example',
    country_code: 'US',
    currency: 'USD',
    timezone: 'America/New_York',
  }
  const unseen = { industry: 'plumbing', locale: 'en-US', stripe_customer_id: 'cus_1' }
  const id = await tenant.row('customers', { ...seen, ...unseen, created_at: '2026-03-14T17:09:26.000001+02:00' })
  await tenant.row('subscriptions', { customer_id: id, status: 'trialing' })
  await tenant.row('instances', { customer_id: id, status: 'running' })

  expect((await tenant.get('/v1/customers')).body.customers).toEqual([
    {
      id,
      ...seen,
      created_at: '2026-03-14T15:09:26.000001Z',
      subscription_count: 1,
      active_subscription_count: 1,
      latest_subscription_status: 'trialing',
      instance_count: 1,
      running_instance_count: 1,
      external_id: null,
      metadata: {},
      archived_at: null,
    },
  ])
})

describe('pages', () => {
  const numbered = (length: number) => Array.from({ length }, (_, index) => `${index}@x.example`)

  test('the default is the first 20, the newest first', async () => {
    const tenant = await withEmails(numbered(21))
    const answer = await tenant.get('/v1/customers')
    expect(answer.body).toMatchObject({ page: 1, per_page: 20, total: 21, total_pages: 2 })
    expect(emails(answer)).toEqual(numbered(21).reverse().slice(0, 20))
    expect(emails(await tenant.get('/v1/customers?page=2'))).toEqual(['0@x.example'])
  })

  test.each([
    [1, 7],
    [2, 4],
    [3, 3],
    [6, 2],
    [7, 1],
    [100, 1],
  ])('%i a page: %i pages hold each customer once', async (per_page, total_pages) => {
    const tenant = await withEmails(numbered(7))
    const all: string[] = []
    for (let page = 1; page <= total_pages; page++) {
      const answer = await tenant.get(`/v1/customers?per_page=${per_page}&page=${page}`)
      expect(answer.body).toMatchObject({ page, per_page, total: 7, total_pages })
      all.push(...emails(answer))
    }
    expect(all).toEqual(numbered(7).reverse())
  })

  test('a page past the end is an empty list with an exact total', async () => {
    const tenant = await withEmails(numbered(3))
    for (const page of [2, 3, 1000, 2147483647]) {
      const { status, body } = await tenant.get(`/v1/customers?per_page=100&page=${page}`)
      expect(status).toBe(200)
      expect(body).toEqual({ customers: [], page, per_page: 100, total: 3, total_pages: 1, next_cursor: null })
    }
  })

  test('a hundred customers fit on one page', async () => {
    const tenant = await withEmails(numbered(101))
    const answer = await tenant.get('/v1/customers?per_page=100&sort_dir=asc')
    expect(answer.body).toMatchObject({ total: 101, total_pages: 2 })
    expect(emails(answer)).toEqual(numbered(100))
  })
})

test.each([
  ...['page=0', 'page=-1', 'per_page=0', 'per_page=-20'].map((query) => [query, 'greater_than_equal']),
  ...['page=2147483648', 'page=99999999999999999999', 'per_page=101'].map((query) => [query, 'less_than_equal']),
  ...['per_page=1e1', 'per_page=0x10', 'per_page=%2B1', 'per_page=ten', 'per_page='].map((query) => [
    query,
    'int_parsing',
  ]),
  ...['sort_by=name', 'sort_by=EMAIL', 'sort_by=', 'sort_by=id'].map((query) => [query, 'literal_error']),
  ...['sort_dir=up', 'sort_dir=DESC', 'sort_dir='].map((query) => [query, 'literal_error']),
  ...[`search=${'x'.repeat(255)}`, `search=${'é'.repeat(255)}`].map((query) => [query, 'string_too_long']),
  ...['search=a%00b', 'search=%07', 'search=%C2%85'].map((query) => [query, 'value_error']),
] as [string, string][])('%s is refused: %s', async (query, type) => {
  const tenant = await newTenant()
  expect(faults(await tenant.get(`/v1/customers?${query}`))).toEqual([`query.${query.split('=')[0]} ${type}`])
})

test('all the faults of a query are listed at once', async () => {
  const tenant = await newTenant()
  const found = faults(await tenant.get('/v1/customers?page=0&per_page=x&search=%00&sort_by=x&sort_dir=x&limit=1'))
  expect(found.map((fault) => fault.split(' ')[0])).toEqual(
    ['limit', 'page', 'per_page', 'search', 'sort_by', 'sort_dir'].map((name) => `query.${name}`),
  )
})
