import { describe, expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'

const LIST = '/dashboard/customers'

/** Customers that differ in everything that the list can filter by. */
async function newList() {
  const tenant = await newTenant()
  const shared = crypto.randomUUID()
  const steve = await tenant.customer({ company_name: 'Steve', country_code: 'US', external_id: 'cus_own1' })
  const nordwind = await tenant.customer({ company_name: 'Nordwind', country_code: 'DE', external_id: shared })
  const pete = await tenant.customer({ company_name: 'Pete', external_id: 'pete-1', email: 'steve@pete.example' })
  await tenant.row('instances', { customer_id: steve.id, status: 'failed' })
  await tenant.delete(`/v1/customers/${nordwind.id}`)
  await tenant.customer({ company_name: 'Nordwind 2', external_id: shared })
  const { get } = await visitorOf(tenant)
  const download = (query: string) => get(`${LIST}/export?${query}`)
  return { steve, pete, shared, get, download }
}

type List = Awaited<ReturnType<typeof newList>>

const shownIn = (body: string) => [...body.matchAll(/class="cover" href="[^"]*\/([\w-]{36})"/g)].map(([, id]) => id)
const exportedIn = (body: string) =>
  body
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).id)

describe('the download of the list', () => {
  test('is CSV with a byte order mark, or NDJSON, and is linked with the filters of the list', async () => {
    const { get, download } = await newList()
    const { body } = await get(`${LIST}?country_code=US&page=1&sort_by=company_name`)
    expect(body).toContain(`href="${LIST}/export?country_code=US&amp;sort_by=company_name&amp;format=csv"`)
    const csv = await download('country_code=US')
    expect(csv.headers.get('Content-Disposition')).toBe('attachment; filename="customers.csv"')
    expect(csv.headers.get('Content-Type')).toBe('text/csv; charset=utf-8')
    expect(csv.body).toMatch(/^id,company_name,/)
    expect(csv.body).toContain('Steve')
    expect(csv.body).not.toContain('Pete')
    const ndjson = await download('country_code=US&format=ndjson')
    expect(ndjson.headers.get('Content-Disposition')).toBe('attachment; filename="customers.ndjson"')
    expect(JSON.parse(ndjson.body)).toMatchObject({ company_name: 'Steve' })
  })

  const QUERIES: [name: string, queryOf: (list: List) => string, rows: number][] = [
    ['nothing', () => '', 3],
    ['order', () => 'sort_by=company_name&sort_dir=asc', 3],
    ['failed instances', () => 'failed_instances=true', 1],
    ['archived customers', () => 'archived=only', 1],
    ['a search, which finds archived customers', () => 'search=nord', 2],
    ['the id of a customer', ({ steve }) => `search=${steve.id}`, 1],
    ['a UUID that is an external id', ({ shared }) => `search=${shared}`, 2],
    ['an external id like one of Stripe', () => 'search=cus_own1', 1],
    ['nothing that matches', () => 'search=nobody', 0],
  ]
  test.for(QUERIES)('has the rows of the list, with %s', async ([, queryOf, rows]) => {
    const list = await newList()
    const query = queryOf(list)
    const shown = shownIn((await list.get(`${LIST}?${query}`)).body)
    expect(shown).toHaveLength(rows)
    expect(exportedIn((await list.download(`${query}&format=ndjson`)).body)).toEqual(shown)
  })

  test('with a filter that is not valid is a page that says so', async () => {
    const { download } = await newList()
    const { status, headers, body } = await download('sort_by=nothing')
    expect([status, headers.get('Content-Disposition')]).toEqual([422, null])
    expect(body).toContain('This address is not valid')
  })
})
