import { describe, expect, test } from 'vitest'
import { type ApiResponse, newTenant, operator, type Tenant, validationErrors } from './harness.ts'

type Listed = { id: string; email: string | null }

/** A tenant with customers that have these emails, each created one microsecond after the previous one. */
async function withEmails(emails: (string | null)[]): Promise<Tenant> {
  const tenant = await newTenant()
  await operator(
    `insert into customers (tenant_id, email, created_at)
     select $1, email, timestamptz '2026-03-14 15:09:26Z' + (n || ' microseconds')::interval
       from unnest($2::text[]) with ordinality as t (email, n)`,
    [tenant.id, emails],
  )
  return tenant
}

const emails = ({ body }: ApiResponse): string[] => body.customers.map(({ email }: Listed) => email)

test('a tenant without customers has an empty list and zero pages', async () => {
  const tenant = await newTenant()
  const { status, body } = await tenant.get('/v1/customers')
  expect(status).toBe(200)
  expect(body).toEqual({ customers: [], page: 1, per_page: 20, total: 0, total_pages: 0, next_cursor: null })
})

test('an empty customer is listed with every field, as null or zero', async () => {
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
      failed_instance_count: 0,
      external_id: null,
      metadata: {},
      archived_at: null,
    },
  ])
})

test('a customer with all fields is listed with them, to the microsecond', async () => {
  const tenant = await newTenant()
  const listedFields = {
    company_name: 'Steve the Plumber',
    email: 'Steve@plumbing.example',
    country_code: 'US',
    currency: 'USD',
    timezone: 'America/New_York',
  }
  const unlistedFields = { industry: 'plumbing', locale: 'en-US', stripe_customer_id: 'cus_1' }
  const id = await tenant.row('customers', {
    ...listedFields,
    ...unlistedFields,
    created_at: '2026-03-14T17:09:26.000001+02:00',
  })
  await tenant.row('subscriptions', { customer_id: id, status: 'trialing' })
  await tenant.row('instances', { customer_id: id, status: 'running' })

  expect((await tenant.get('/v1/customers')).body.customers).toEqual([
    {
      id,
      ...listedFields,
      created_at: '2026-03-14T15:09:26.000001Z',
      subscription_count: 1,
      active_subscription_count: 1,
      latest_subscription_status: 'trialing',
      instance_count: 1,
      running_instance_count: 1,
      failed_instance_count: 0,
      external_id: null,
      metadata: {},
      archived_at: null,
    },
  ])
})

describe('pages', () => {
  const numbered = (length: number) => Array.from({ length }, (_, index) => `${index}@x.example`)

  test('are by default the first 20 customers, newest first', async () => {
    const tenant = await withEmails(numbered(21))
    const response = await tenant.get('/v1/customers')
    expect(response.body).toMatchObject({ page: 1, per_page: 20, total: 21, total_pages: 2 })
    expect(emails(response)).toEqual(numbered(21).reverse().slice(0, 20))
    expect(emails(await tenant.get('/v1/customers?page=2'))).toEqual(['0@x.example'])
  })

  test.each([
    [1, 7],
    [2, 4],
    [3, 3],
    [6, 2],
    [7, 1],
    [100, 1],
  ])('of size %i return each customer once in %i pages', async (per_page, total_pages) => {
    const tenant = await withEmails(numbered(7))
    const all: string[] = []
    for (let page = 1; page <= total_pages; page++) {
      const response = await tenant.get(`/v1/customers?per_page=${per_page}&page=${page}`)
      expect(response.body).toMatchObject({ page, per_page, total: 7, total_pages })
      all.push(...emails(response))
    }
    expect(all).toEqual(numbered(7).reverse())
  })

  test('past the end are empty with an exact total', async () => {
    const tenant = await withEmails(numbered(3))
    for (const page of [2, 3, 1000, 2147483647]) {
      const { status, body } = await tenant.get(`/v1/customers?per_page=100&page=${page}`)
      expect(status).toBe(200)
      expect(body).toEqual({ customers: [], page, per_page: 100, total: 3, total_pages: 1, next_cursor: null })
    }
  })

  test('can contain 100 customers', async () => {
    const tenant = await withEmails(numbered(101))
    const response = await tenant.get('/v1/customers?per_page=100&sort_dir=asc')
    expect(response.body).toMatchObject({ total: 101, total_pages: 2 })
    expect(emails(response)).toEqual(numbered(100))
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
] as [string, string][])('%s is rejected: %s', async (query, type) => {
  const tenant = await newTenant()
  expect(validationErrors(await tenant.get(`/v1/customers?${query}`))).toEqual([`query.${query.split('=')[0]} ${type}`])
})

test('all validation errors of a query are returned together', async () => {
  const tenant = await newTenant()
  const errors = validationErrors(
    await tenant.get('/v1/customers?page=0&per_page=x&search=%00&sort_by=x&sort_dir=x&limit=1'),
  )
  expect(errors.map((error) => error.split(' ')[0])).toEqual(
    ['limit', 'page', 'per_page', 'search', 'sort_by', 'sort_dir'].map((name) => `query.${name}`),
  )
})
