import { expect, test } from 'vitest'
import { newTenant, operator, type Tenant } from './harness.ts'

// Ids sort like the letters a to h. Every sort order has ties, and nulls where they are possible.
const at = (second: number) => `2026-03-14T15:09:26.00000${second}Z`
const CUSTOMERS = {
  a: { company_name: 'Zed', email: 'B@x.example', country_code: 'DE', created_at: at(2), updated_at: at(5) },
  b: { company_name: 'beta', email: null, country_code: null, created_at: at(2), updated_at: at(1) },
  c: { company_name: 'Beta', email: 'c@x.example', country_code: 'DE', created_at: at(1), updated_at: at(8) },
  d: { company_name: null, email: 'a@x.example', country_code: 'US', created_at: at(4), updated_at: at(5) },
  e: { company_name: 'éclair', email: 'a.z@x.example', country_code: null, created_at: at(5), updated_at: at(3) },
  // Beyond the Basic Multilingual Plane: sorts before g by UTF-16 unit, but after it by code point.
  f: { company_name: '😀', email: 'A-1@x.example', country_code: 'AT', created_at: at(9), updated_at: at(9) },
  g: { company_name: '～', email: null, country_code: 'US', created_at: at(7), updated_at: at(2) },
  h: { company_name: null, email: 'd@x.example', country_code: null, created_at: at(8), updated_at: at(2) },
}
const SUBSCRIPTIONS = {
  a: ['active', 'canceled'],
  c: ['trialing', 'active'],
  d: ['canceled'],
  f: ['active'],
  h: ['past_due', 'active', 'unpaid'],
}
const INSTANCES = {
  a: ['running'],
  c: ['stopped', 'running', 'running'],
  d: ['failed'],
  f: ['running', 'running'],
  g: ['stopped'],
}

const ORDERS: [string, string, string][] = [
  ['created_at', 'asc', 'cabdeghf'],
  ['created_at', 'desc', 'fhgedbac'],
  ['updated_at', 'asc', 'bgheadcf'],
  ['updated_at', 'desc', 'fcdaehgb'],
  ['email', 'asc', 'fedachbg'],
  ['email', 'desc', 'hcadefgb'],
  ['company_name', 'asc', 'bcaegfdh'],
  ['company_name', 'desc', 'fgeacbhd'],
  ['country_code', 'asc', 'facdgbeh'],
  ['country_code', 'desc', 'gdcafheb'],
  ['subscription_count', 'asc', 'begdfach'],
  ['subscription_count', 'desc', 'hcafdgeb'],
  ['active_subscription_count', 'asc', 'bdegafhc'],
  ['active_subscription_count', 'desc', 'chfagedb'],
  ['instance_count', 'asc', 'behadgfc'],
  ['instance_count', 'desc', 'cfgdaheb'],
  ['running_instance_count', 'asc', 'bdeghacf'],
  ['running_instance_count', 'desc', 'fcahgedb'],
]

const position = (letter: string) => letter.charCodeAt(0) - 96
const idOf = (letter: string) => `00000000-0000-4000-8000-0000000000${String(position(letter)).padStart(2, '0')}`
const letterOf = ({ id }: { id: string }) => String.fromCharCode(96 + Number(id.slice(-2)))

async function withCustomers(): Promise<Tenant> {
  const tenant = await newTenant()
  // Insert in reverse, so that no sort order equals the insertion order.
  for (const [letter, fields] of Object.entries(CUSTOMERS).toReversed()) {
    await tenant.row('customers', { id: idOf(letter), ...fields })
  }
  for (const [table, statuses] of Object.entries({ subscriptions: SUBSCRIPTIONS, instances: INSTANCES })) {
    const rows = Object.entries(statuses).flatMap(([letter, all]) => all.map((status) => [idOf(letter), status]))
    await operator(
      `insert into ${table} (tenant_id, customer_id, status) select $1, * from unnest($2::uuid[], $3::text[])`,
      [tenant.id, rows.map(([id]) => id), rows.map(([, status]) => status)],
    )
  }
  return tenant
}

/** The letters of the customers in the response. */
async function letters(tenant: Tenant, query: string): Promise<string> {
  const { body } = await tenant.get(`/v1/customers?${query}`)
  return body.customers.map(letterOf).join('')
}

test.each(ORDERS)('by %s %s, nulls are last and ties are sorted by id', async (sort_by, sort_dir, order) => {
  const tenant = await withCustomers()
  expect(await letters(tenant, `sort_by=${sort_by}&sort_dir=${sort_dir}`)).toBe(order)

  const pages = [1, 2, 3].map((page) => `sort_by=${sort_by}&sort_dir=${sort_dir}&per_page=3&page=${page}`)
  expect((await Promise.all(pages.map((page) => letters(tenant, page)))).join('')).toBe(order)
})

test('the default order is newest first', async () => {
  const tenant = await withCustomers()
  expect(await letters(tenant, '')).toBe('fhgedbac')
  expect(await letters(tenant, 'sort_dir=asc')).toBe('cabdeghf')
  expect(await letters(tenant, 'sort_by=email')).toBe('hcadefgb')
})

test('search results are also in order', async () => {
  const tenant = await withCustomers()
  expect(await letters(tenant, 'search=@X&sort_by=company_name&sort_dir=asc')).toBe('caefdh')
})

test.each([
  [['A', 'b', 'C']],
  [['öa', 'ÖB', 'öc']],
  [['дa', 'ДB', 'дc']],
  [['a b', 'A-b', 'a.b', 'A1', 'aa', 'Ab']],
  [['9', 'Z', 'ä', 'Ω', 'д', '日', '～', '😀', '😁']],
])('company names sort by code point, without regard to case: %j', async (names) => {
  const tenant = await newTenant()
  for (const company_name of names.toReversed()) await tenant.customer({ company_name })
  const { body } = await tenant.get('/v1/customers?sort_by=company_name&sort_dir=asc')
  expect(body.customers.map((customer: { company_name: string }) => customer.company_name)).toEqual(names)
})
