import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newTenant, operator, type Tenant } from './harness.ts'

const SORTS = [
  ...['created_at', 'updated_at', 'email', 'company_name', 'country_code', 'subscription_count'],
  ...['active_subscription_count', 'instance_count', 'running_instance_count'],
]
const EACH = SORTS.flatMap((sort_by) => ['asc', 'desc'].map((sort_dir) => [sort_by, sort_dir] as const))

/** Inserts customers with ties and nulls in every sort order, one microsecond apart unless tied. */
const insertMany = (tenant: Tenant, count: number, salt: number) =>
  operator(
    `insert into customers (tenant_id, email, company_name, country_code, created_at, updated_at, subscription_count,
                            active_subscription_count, instance_count, running_instance_count)
     select $1, case when n % 4 > 0 then chr(65 + (n * 7) % 26) || n || '-' || $3::int || '@x.example' end,
            case when n % 3 > 0 then (array['Zed', 'zed', 'éa', 'Éa', '😀', '"q"', 'a,b'])[1 + (n * 5) % 7] end,
            case when n % 3 > 0 then (array['DE', 'US'])[1 + n % 2] end,
            timestamptz '2026-03-14 15:09:26Z' + ((n * 13) % 5) * interval '1 microsecond',
            timestamptz '2026-03-14 15:09:26.9Z' + ((n * 11) % 7) * interval '1 microsecond',
            n % 3, n % 2, (n * 3) % 4, (n * 7) % 3
       from generate_series(1, $2::int) n`,
    [tenant.id, count, salt],
  )

const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id)

/** Reads every page by cursor and runs `between` after each page. */
async function readAll(tenant: Tenant, query: string, between: (page: number) => Promise<unknown> = async () => {}) {
  const ids: string[] = []
  let cursor: string | null = ''
  for (let page = 1; cursor !== null && page < 100; page++) {
    const more: string = cursor === '' ? '' : `&cursor=${cursor}`
    const { status, body } = await tenant.get(`/v1/customers?${query}${more}`)
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.page).toBe(1)
    ids.push(...idsOf(body.customers))
    cursor = body.next_cursor
    await between(page)
  }
  return ids
}

const manyCustomers = (async () => {
  const tenant = await newTenant()
  await insertMany(tenant, 40, 0)
  return tenant
})()

describe('every sort order', () => {
  test.each(EACH)('%s %s: pages by cursor equal one list by number', async (sort_by, sort_dir) => {
    const tenant = await manyCustomers
    const query = `sort_by=${sort_by}&sort_dir=${sort_dir}`
    const whole = idsOf((await tenant.get(`/v1/customers?${query}&per_page=100`)).body.customers)
    expect(new Set(whole).size).toBe(40)
    for (const per_page of [1, 7, 40]) {
      expect(await readAll(tenant, `${query}&per_page=${per_page}`)).toEqual(whole)
    }
  })

  test.each(EACH)('%s %s: returns every existing row once while rows are inserted', async (sort_by, sort_dir) => {
    const tenant = await newTenant()
    await insertMany(tenant, 25, 0)
    const old = idsOf((await operator('select id::text from customers where tenant_id = $1', [tenant.id])) as never)
    const seen = await readAll(tenant, `sort_by=${sort_by}&sort_dir=${sort_dir}&per_page=4`, async (page) =>
      page < 6 ? insertMany(tenant, 6, page) : undefined,
    )
    expect(new Set(seen).size).toBe(seen.length)
    expect(old.filter((id) => !seen.includes(id))).toEqual([])
  })
})

test('any page size and any inserts return each existing row once', async () => {
  const parameters = fc.record({
    order: fc.constantFrom(...EACH),
    per_page: fc.integer({ min: 1, max: 9 }),
    before: fc.integer({ min: 0, max: 20 }),
    inserts: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 5 }),
    archived: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(parameters, async ({ order: [sort_by, sort_dir], per_page, before, inserts, archived }) => {
      const tenant = await newTenant()
      await insertMany(tenant, before, 0)
      const old = idsOf((await tenant.get('/v1/customers?per_page=100')).body.customers)
      const query = `sort_by=${sort_by}&sort_dir=${sort_dir}&per_page=${per_page}&include_archived=${archived}`
      const seen = await readAll(tenant, query, async (page) => {
        const count = inserts[page - 1] ?? 0
        if (count > 0) await insertMany(tenant, count, page)
      })
      expect(new Set(seen).size).toBe(seen.length)
      expect(old.filter((id) => !seen.includes(id))).toEqual([])
    }),
    { numRuns: 20 },
  )
}, 60_000)

test('rows one microsecond apart are distinct, and a page by number returns a cursor', async () => {
  const tenant = await newTenant()
  for (const digit of [1, 2, 3, 4, 5]) {
    await tenant.row('customers', { company_name: `${digit}`, created_at: `2026-03-14T15:09:26.00000${digit}Z` })
  }
  const { body } = await tenant.get('/v1/customers?per_page=2&page=2&sort_dir=asc')
  const next = await tenant.get(`/v1/customers?per_page=100&page=1&sort_dir=asc&cursor=${body.next_cursor}`)
  expect(next.body.customers.map((row: { company_name: string }) => row.company_name)).toEqual(['5'])
  expect(next.body).toMatchObject({ total: 5, next_cursor: null })
})

test('the cursor is null on a full last page and on an empty list', async () => {
  const tenant = await newTenant()
  expect((await tenant.get('/v1/customers')).body.next_cursor).toBeNull()
  await insertMany(tenant, 4, 0)
  expect((await tenant.get('/v1/customers?per_page=4')).body.next_cursor).toBeNull()
  expect((await tenant.get('/v1/customers?per_page=2&page=2')).body.next_cursor).toBeNull()
  expect((await tenant.get('/v1/customers?per_page=2&page=9')).body.next_cursor).toBeNull()
})

test('a cursor with the longest texts is accepted', async () => {
  const tenant = await newTenant()
  for (const _ of [1, 2]) await tenant.customer({ company_name: '😀'.repeat(200) })
  for (const _ of [1, 2]) await tenant.customer({ company_name: '"\\'.repeat(100) })
  expect(await readAll(tenant, 'per_page=1&sort_by=company_name')).toHaveLength(4)
})
