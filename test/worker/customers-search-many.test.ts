import { describe, expect, test } from 'vitest'
import { asTenantRole, newTenant, operator } from './harness.ts'

/** The settings of a transaction of this tenant. */
const settingsOf = (tenantId: string, settings: Record<string, string> = {}) => ({
  'app.tenant_id': tenantId,
  'app.role': 'admin',
  ...settings,
})

const searchIds = async (text: string, settings: Record<string, string>) =>
  ((await asTenantRole(`select ${text} as ids`, settings)) as { ids: string[] | null }[])[0]?.ids

/** A tenant with customers whose emails all contain `common`, and one in 500 also `rare`. */
async function withEmails(count: number) {
  const tenant = await newTenant()
  await operator(
    `insert into customers (tenant_id, email, company_name, external_id)
     select $1, case when g % 500 = 0 then 'rare' else 'user' end || g || '@common.example', 'Ünder ' || g, 'Crm-' || g
       from generate_series(1, $2::int) g`,
    [tenant.id, count],
  )
  return tenant
}

describe('the search function that bypasses the policies', () => {
  const RARE = `app.search_customers('rare', false, true, 1000)`

  test('returns only ids of its own tenant, even if another tenant has the same emails', async () => {
    const [mine, other] = await Promise.all([withEmails(600), withEmails(600)])
    const [own, others] = await Promise.all([
      searchIds(RARE, settingsOf(mine.id)),
      searchIds(RARE, settingsOf(other.id)),
    ])
    expect(own).toHaveLength(1)
    expect(others).toHaveLength(1)
    expect(own).not.toEqual(others)
    const rows = await operator('select tenant_id from customers where id = any ($1::uuid[])', [`{${own?.join(',')}}`])
    expect(rows).toEqual([{ tenant_id: mine.id }])
  })

  test('returns nothing without a tenant or for a customer-bound key', async () => {
    const tenant = await withEmails(600)
    expect(await searchIds(RARE, {})).toEqual([])
    expect(await searchIds(RARE, { 'app.role': 'admin' })).toEqual([])
    expect(await searchIds(RARE, { 'app.tenant_id': tenant.id })).toEqual([])
    const { id } = await tenant.customer({ email: 'rare@bound.example' })
    const bound = { 'app.role': 'customer', 'app.customer_id': id }
    await expect(searchIds(RARE, settingsOf(tenant.id, bound))).rejects.toMatchObject({ code: '42501' })
  })

  test('can be executed only by the tenant role', async () => {
    const rows = await operator(`
      select r.rolname as name from pg_roles r where r.rolname in ('api_login', 'api_tenant', 'api_customer')
         and has_function_privilege(r.oid, 'app.search_customers(text, boolean, boolean, integer)', 'execute')`)
    expect(rows).toEqual([{ name: 'api_tenant' }])
  })

  test('returns null if there are more results than its cap', async () => {
    const tenant = await withEmails(40)
    const common = (cap: number) =>
      searchIds(`app.search_customers('common', false, false, ${cap})`, settingsOf(tenant.id))
    expect(await common(40)).toHaveLength(40)
    expect(await common(39)).toBeNull()
  })

  test('treats SQL in the search term as text', async () => {
    const tenant = await withEmails(40)
    for (const term of [`'`, '$1', `') or true --`, `%') or true --`]) {
      const text = `app.search_customers('${term.replaceAll(`'`, `''`)}', true, true, 1000)`
      expect([term, await searchIds(text, settingsOf(tenant.id))]).toEqual([term, []])
    }
  })
})

test.each([
  ['common', 'email', 1_200],
  ['rare', 'email', 2],
  ['om', 'email', 1_200],
  ['e1', 'email', 1],
  ['CRM-', 'all', 1_200],
  ['ÜNDER 11', 'all', 111],
  ['crm-7', 'email', 0],
])('%s in %s returns every match page by page with an exact total', async (term, where, expected) => {
  const tenant = await withEmails(1_200)
  const seen = new Set<string>()
  const path = `/v1/customers?search=${encodeURIComponent(term)}&search_in=${where}&per_page=100`
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { body } = await tenant.get(cursor ? `${path}&cursor=${encodeURIComponent(cursor)}` : path)
    expect(body.total).toBe(expected)
    for (const { id } of body.customers) seen.add(id)
    cursor = body.next_cursor
  }
  expect(seen.size).toBe(expected)
})

test('a search combines with other filters, with few or many matches', async () => {
  const tenant = await withEmails(1_200)
  await operator(`update customers set country_code = 'DE' where tenant_id = $1 and email like '%7@%'`, [tenant.id])
  const count = async (query: string) => (await tenant.get(`/v1/customers?${query}`)).body.total
  expect(await count('search=common&country_code=de')).toBe(120)
  expect(await count('search=rare&country_code=de')).toBe(0)
  expect(await count('search=user7&country_code=de')).toBe(12)
  expect(await count('search=user7')).toBe(111)
})
