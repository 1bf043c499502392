import { expect, test } from 'vitest'
import { newTenant, operator } from './harness.ts'

const CUSTOMER_COUNT = 1_250
const ORDERS = {
  created_at: 'created_at',
  company_name: 'company_key',
  country_code: 'country_code',
  subscription_count: 'subscription_count',
}

/** A tenant with ties and nulls in every sort order. Every tenth customer is archived. */
async function manyCustomers() {
  const tenant = await newTenant()
  await operator(
    `insert into customers (tenant_id, email, company_name, country_code, created_at, updated_at, subscription_count,
                            running_instance_count, archived_at)
     select $1, case when g % 7 > 0 then md5(g::text) || '@deep.example' end,
            case when g % 5 > 0 then 'Company ' || g % 90 end, (array['US', 'DE', null])[1 + g % 3],
            timestamptz '2026-01-01Z' + g / 2 * interval '1 second',
            timestamptz '2026-02-01Z' + g % 40 * interval '1 day',
            g % 4, g % 3, case when g % 10 = 0 then now() end
       from generate_series(1, $2::int) g`,
    [tenant.id, CUSTOMER_COUNT],
  )
  return tenant
}

/** The ids that match a condition, found with plain SQL in the order of the API contract. */
async function idsInOrder(tenantId: string, condition: string, column: string, direction: string) {
  const rows = await operator(
    `select id from customers where tenant_id = $1 and ${condition} order by ${column} ${direction} nulls last, ` +
      `id ${direction}`,
    [tenantId],
  )
  return rows.map(({ id }) => String(id))
}

test.each([
  ['', 'archived_at is null'],
  ['&include_archived=true', 'true'],
  ['&country_code=US&include_archived=true', `country_code = 'US'`],
  ['&search=deep', `archived_at is null and email_key like '%deep%'`],
  ['&search=compan&search_in=all&include_archived=true', `company_key like '%compan%'`],
  ['&search=0000', `archived_at is null and email_key like '%0000%'`],
])('the first, deep, last and past-the-end pages are in order: %s', async (filter, condition) => {
  const tenant = await manyCustomers()
  for (const [sort_by, column] of Object.entries(ORDERS)) {
    for (const sort_dir of ['asc', 'desc']) {
      const all = await idsInOrder(tenant.id, condition, column, sort_dir)
      const last = Math.ceil(all.length / 20)
      for (const page of new Set([1, 25, 26, 30, 40, last - 1, last, last + 1, 107_374_182].filter((p) => p > 0))) {
        const query = `sort_by=${sort_by}&sort_dir=${sort_dir}&page=${page}${filter}`
        const { status, body } = await tenant.get(`/v1/customers?${query}`)
        expect(status, query).toBe(200)
        expect([query, body.total, body.total_pages]).toEqual([query, all.length, last])
        expect([query, body.customers.map(({ id }: { id: string }) => id)]).toEqual([
          query,
          all.slice((page - 1) * 20, page * 20),
        ])
        expect([query, body.next_cursor !== null]).toEqual([query, page < last])
      }
    }
  }
})

test.each(['', '&include_archived=true', '&search=deep', '&search=compan&search_in=all'])(
  'the cursor of a deep page returns the next page: %s',
  async (filter) => {
    const tenant = await manyCustomers()
    for (const sort_by of ['created_at', 'email', 'country_code']) {
      const path = `/v1/customers?sort_by=${sort_by}&per_page=50${filter}`
      const [deep, next] = await Promise.all([tenant.get(`${path}&page=14`), tenant.get(`${path}&page=15`)])
      const cursor = encodeURIComponent(deep.body.next_cursor)
      expect((await tenant.get(`${path}&cursor=${cursor}`)).body.customers).toEqual(next.body.customers)
      expect(next.body.customers.length).toBeGreaterThan(0)
    }
  },
)
