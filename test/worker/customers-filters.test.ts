import { describe, expect, test } from 'vitest'
import { newTenant, type Tenant } from './harness.ts'

// The keys a to e are used in the expected results, for example 'ab'.
const at = (second: number) => `2026-03-14T15:09:26.00000${second}Z`
const CUSTOMERS = {
  a: { email: 'Steve@plumbing.example', country_code: 'US', currency: 'USD', created_at: at(1), updated_at: at(4) },
  b: { email: 'pete@b.example', country_code: 'US', currency: 'EUR', created_at: at(2), updated_at: at(4) },
  c: {
    external_id: 'Steve-7',
    stripe_customer_id: 'cus_c',
    country_code: 'DE',
    currency: 'EUR',
    created_at: at(3),
    updated_at: at(5),
  },
  d: { external_id: 'steve-7', stripe_customer_id: 'cus_d', created_at: at(4), updated_at: at(6) },
  e: { email: 'e@archived.example', country_code: 'US', created_at: at(5), updated_at: at(7), archived_at: at(9) },
}
const METADATA: Record<string, object> = {
  a: { plan: 'gold', seats: 5, vip: true, 'a b': 'x' },
  b: { plan: 'gold', seats: '5', vip: 'true' },
  c: { plan: 'Gold', seats: 5.5, vip: false, 'a]b[c': 'x' },
  d: { constructor: 'y', toString: 'x', Straße: 'é😀' },
}
const NAMES: Record<string, string> = { a: 'A', b: 'STEVE & Söhne', c: 'C', d: 'D 100%', e: 'E' }

async function withCustomers() {
  const tenant = await newTenant()
  const ids: Record<string, string> = {}
  for (const [letter, fields] of Object.entries(CUSTOMERS)) {
    const metadata = JSON.stringify(METADATA[letter] ?? {})
    ids[letter] = await tenant.row('customers', { company_name: NAMES[letter], metadata, ...fields })
  }
  const rows = { a: ['active', 'canceled'], b: ['canceled'], c: ['past_due', 'past_due'] }
  for (const [letter, statuses] of Object.entries(rows)) {
    for (const status of statuses) await tenant.row('subscriptions', { customer_id: ids[letter], status })
  }
  await tenant.row('instances', { customer_id: ids.a, status: 'running' })
  for (const status of ['stopped', 'failed', 'failed']) await tenant.row('instances', { customer_id: ids.b, status })
  await tenant.row('instances', { customer_id: ids.e, status: 'failed' })
  return tenant
}
const shared = withCustomers()

async function found(tenant: Tenant, query: string): Promise<string> {
  const { status, body } = await tenant.get(`/v1/customers?${query}`)
  expect(status, JSON.stringify(body)).toBe(200)
  expect(body.total).toBe(body.customers.length)
  expect(body.next_cursor).toBeNull()
  const letters = Object.fromEntries(Object.entries(NAMES).map(([letter, name]) => [name, letter]))
  return body.customers
    .map((row: { company_name: string }) => letters[row.company_name])
    .sort()
    .join('')
}

describe('a single filter', () => {
  test.each([
    ['email=STEVE@PLUMBING.example', 'a'],
    ['email=%20pete@b.example', 'b'],
    ['email=plumbing', ''],
    ['email=%25', ''],
    ['external_id=steve-7', 'd'],
    ['external_id=Steve-7', 'c'],
    ['external_id=steve', ''],
    ['country_code=US', 'ab'],
    ['country_code=de', 'c'],
    ['country_code=FR', ''],
    ['currency=eur', 'bc'],
    ['subscription_status=canceled', 'ab'],
    ['subscription_status=past_due', 'c'],
    ['subscription_status=unpaid', ''],
    ['has_running_instance=true', 'a'],
    ['has_running_instance=false', 'bcd'],
    ['failed_instances=true', 'b'],
    ['failed_instances=false', 'acd'],
    ['failed_instances=true&subscription_status=canceled', 'b'],
    ['failed_instances=true&include_archived=true', 'be'],
    [`created_after=${at(2)}`, 'cd'],
    [`created_before=${at(2)}`, 'a'],
    ['created_after=2026-03-14T16:09:26.000002%2B01:00', 'cd'],
    ['created_before=2026-03-14t15:09:26.000002z', 'a'],
    ['created_after=2026-03-14T15:09:26.000002999Z', 'cd'],
    ['created_after=9999-12-31T23:59:59Z', ''],
    ['created_before=0001-01-01T00:00:00Z', ''],
    [`updated_after=${at(4)}`, 'cd'],
    ['metadata[plan]=gold', 'ab'],
    ['metadata%5Bplan%5D=gold', 'ab'],
    ['metadata[plan]=GOLD', ''],
    ['metadata[seats]=5', 'ab'],
    ['metadata[seats]=5.5', 'c'],
    ['metadata[vip]=true', 'ab'],
    ['metadata[vip]=false', 'c'],
    ['metadata[a%20b]=x', 'a'],
    ['metadata[a]b[c]=x', 'c'],
    ['metadata[toString]=x', 'd'],
    ['metadata[toString]=y', ''],
    ['metadata[constructor]=y', 'd'],
    ['metadata%5Bconstructor%5D=y&', 'd'],
    ['metadata[Stra%C3%9Fe]=%C3%A9%F0%9F%98%80', 'd'],
    ['metadata[absent]=', ''],
    ['email=steve@plumbing.example&email=PETE@b.example&email=x', 'ab'],
    ['external_id=steve-7&external_id=Steve-7', 'cd'],
    ['country_code=us&country_code=DE', 'abc'],
    ['country_code=us&country_code=US', 'ab'],
    ['currency=usd&currency=gbp', 'a'],
    ['subscription_status=active&subscription_status=past_due', 'ac'],
    ['subscription_status=active&subscription_status=canceled', 'ab'],
    ['stripe_customer_id=cus_c', 'c'],
    ['stripe_customer_id=CUS_c', ''],
    ['stripe_customer_id=cus_c&stripe_customer_id=cus_d', 'cd'],
    ['archived=only', 'e'],
    ['archived=only&include_archived=true', 'e'],
    ['archived=only&include_archived=false', 'e'],
    ['archived=only&country_code=US', 'e'],
    ['archived=only&country_code=DE', ''],
    ['archived=only&search=archived', 'e'],
    ['archived=only&search=steve', ''],
    ['include_archived=true', 'abcde'],
    ['include_archived=true&country_code=US', 'abe'],
    ['search=steve', 'a'],
    ['search=steve&search_in=email', 'a'],
    ['search=steve&search_in=all', 'abcd'],
    ['search=S%C3%96HNE&search_in=all', 'b'],
    ['search=100%25&search_in=all', 'd'],
    ['search=%25&search_in=all', 'd'],
    ['search=_&search_in=all', ''],
    ['search_in=all', 'abcd'],
  ])('%s finds %j', async (query, letters) => {
    expect(await found(await shared, query)).toBe(letters)
  })
})

describe('all filters together', () => {
  const ALL = [
    'search=steve&search_in=all&email=steve@plumbing.example&country_code=us&currency=usd&subscription_status=active',
    `has_running_instance=true&created_after=${at(0)}&created_before=${at(2)}&updated_after=${at(3)}`,
    'metadata[plan]=gold&metadata[seats]=5&metadata[vip]=true&include_archived=true',
  ].join('&')

  test('return the customer that matches all of them', async () => {
    expect(await found(await shared, ALL)).toBe('a')
  })

  test.each([
    ['metadata[seats]=5', 'metadata[seats]=6'],
    ['metadata[plan]=gold', 'metadata[plan]=silver'],
    ['search=steve', 'search=pete'],
    ['email=steve@', 'email=pete@'],
    ['country_code=us', 'country_code=de'],
    ['currency=usd', 'currency=eur'],
    ['status=active', 'status=trialing'],
    ['instance=true', 'instance=false'],
    [`created_after=${at(0)}`, `created_after=${at(1)}`],
    [`created_before=${at(2)}`, `created_before=${at(1)}`],
    [`updated_after=${at(3)}`, `updated_after=${at(4)}`],
  ])('return nothing if %s is replaced with %s', async (one, other) => {
    expect(await found(await shared, ALL.replace(one, other))).toBe('')
    expect(ALL).toContain(one)
  })

  test('count all matches in total, across order, pages and cursors', async () => {
    const query = 'currency=eur&search=e&search_in=all&sort_by=company_name&sort_dir=asc&per_page=1'
    const first = (await (await shared).get(`/v1/customers?${query}`)).body
    expect(first).toMatchObject({ total: 2, total_pages: 2, customers: [{ company_name: 'C' }] })
    for (const more of ['page=2', `cursor=${first.next_cursor}`]) {
      const { body } = await (await shared).get(`/v1/customers?${query}&${more}`)
      expect(body).toMatchObject({
        total: 2,
        total_pages: 2,
        next_cursor: null,
        customers: [{ company_name: NAMES.b }],
      })
    }
  })
})

test('a metadata filter of the maximum metadata length is accepted', async () => {
  const tenant = await newTenant()
  const [key, value] = ['😀'.repeat(40), '😀'.repeat(500)]
  await tenant.customer({ metadata: { [key]: value } })
  const query = `metadata[${encodeURIComponent(key)}]=${encodeURIComponent(value)}`
  expect((await tenant.get(`/v1/customers?${query}`)).body.total).toBe(1)
})

test('filters return only customers of the caller’s tenant', async () => {
  const other = await newTenant()
  for (const query of [
    'country_code=US',
    'metadata[plan]=gold',
    'email=steve@plumbing.example',
    'include_archived=true',
  ]) {
    await shared
    expect((await other.get(`/v1/customers?${query}`)).body.total).toBe(0)
  }
})
