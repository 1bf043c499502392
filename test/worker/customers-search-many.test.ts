import { describe, expect, test } from 'vitest'
import { asTenantRole, newTenant, operator } from './harness.ts'

/** Inside a transaction that was entered for a tenant. */
const entered = (tenantId: string, settings: Record<string, string> = {}) => ({
  'app.tenant_id': tenantId,
  'app.role': 'admin',
  ...settings,
})

const searched = async (text: string, settings: Record<string, string>) =>
  ((await asTenantRole(`select ${text} as ids`, settings)) as { ids: string[] | null }[])[0]?.ids

/** Customers whose emails all hold `common`, and one in five hundred `rare`. */
async function withEmails(howMany: number) {
  const tenant = await newTenant()
  await operator(
    `insert into customers (tenant_id, email, company_name, external_id)
     select $1, case when g % 500 = 0 then 'rare' else 'user' end || g || '@common.example', 'Ünder ' || g, 'Crm-' || g
       from generate_series(1, $2::int) g`,
    [tenant.id, howMany],
  )
  return tenant
}

describe('the search that passes the policies', () => {
  const RARE = `app.search_customers('%rare%', false, true, 1000)`

  test('finds the ids of its own tenant alone, whoever else has the same emails', async () => {
    const [mine, other] = await Promise.all([withEmails(600), withEmails(600)])
    const [own, foreign] = await Promise.all([searched(RARE, entered(mine.id)), searched(RARE, entered(other.id))])
    expect(own).toHaveLength(1)
    expect(foreign).toHaveLength(1)
    expect(own).not.toEqual(foreign)
    const rows = await operator('select tenant_id from customers where id = any ($1::uuid[])', [`{${own?.join(',')}}`])
    expect(rows).toEqual([{ tenant_id: mine.id }])
  })

  test('finds nothing in a transaction that nobody entered, nor for a customer-bound key', async () => {
    const tenant = await withEmails(600)
    expect(await searched(RARE, {})).toEqual([])
    expect(await searched(RARE, { 'app.role': 'admin' })).toEqual([])
    expect(await searched(RARE, { 'app.tenant_id': tenant.id })).toEqual([])
    const { id } = await tenant.customer({ email: 'rare@bound.example' })
    const bound = { 'app.role': 'customer', 'app.customer_id': id }
    expect(await searched(RARE, entered(tenant.id, bound))).toEqual([])
  })

  test('is called by the tenant role alone', async () => {
    const rows = await operator(`
      select r.rolname as name from pg_roles r where r.rolname in ('api_login', 'api_tenant')
         and has_function_privilege(r.oid, 'app.search_customers(text, boolean, boolean, integer)', 'execute')`)
    expect(rows).toEqual([{ name: 'api_tenant' }])
  })

  test('gives up beyond its cap, and says so by null', async () => {
    const tenant = await withEmails(40)
    const common = (cap: number) =>
      searched(`app.search_customers('%common%', false, false, ${cap})`, entered(tenant.id))
    expect(await common(40)).toHaveLength(40)
    expect(await common(39)).toBeNull()
  })

  test('takes what looks like SQL for text', async () => {
    const tenant = await withEmails(40)
    for (const term of [`'`, '$1', `') or true --`, `%') or true --`]) {
      const text = `app.search_customers('${term.replaceAll(`'`, `''`)}', true, true, 1000)`
      expect([term, await searched(text, entered(tenant.id))]).toEqual([term, []])
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
])('%s in %s is found whole, page after page, with an exact total', async (term, where, expected) => {
  const tenant = await withEmails(1_200)
  const seen = new Set<string>()
  const question = `/v1/customers?search=${encodeURIComponent(term)}&search_in=${where}&per_page=100`
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { body } = await tenant.get(cursor ? `${question}&cursor=${encodeURIComponent(cursor)}` : question)
    expect(body.total).toBe(expected)
    for (const { id } of body.customers) seen.add(id)
    cursor = body.next_cursor
  }
  expect(seen.size).toBe(expected)
})

test('a search combines with the other filters, few hits or many', async () => {
  const tenant = await withEmails(1_200)
  await operator(`update customers set country_code = 'DE' where tenant_id = $1 and email like '%7@%'`, [tenant.id])
  const count = async (query: string) => (await tenant.get(`/v1/customers?${query}`)).body.total
  expect(await count('search=common&country_code=de')).toBe(120)
  expect(await count('search=rare&country_code=de')).toBe(0)
  expect(await count('search=user7&country_code=de')).toBe(12)
  expect(await count('search=user7')).toBe(111)
})
