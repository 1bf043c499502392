import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { bindings, newTenant, operator, send, type Tenant, tripsOf, validationErrors } from './harness.ts'

const PATH = '/v1/customers/export'
const HEADER =
  'id,company_name,email,created_at,external_id,country_code,currency,timezone,metadata,subscription_count,' +
  'active_subscription_count,latest_subscription_status,instance_count,running_instance_count,failed_instance_count,' +
  'archived_at,industry,locale,stripe_customer_id,updated_at'

const lines = (text: string) => text.split('\n').slice(0, -1)
const objects = (text: string) => lines(text).map((line) => JSON.parse(line))
const insertMany = (tenant: Tenant, count: number, metadata = '{}') =>
  operator(
    `insert into customers (tenant_id, company_name, metadata, created_at)
     select $1, 'No. ' || n, $3::jsonb, timestamptz '2026-03-14 15:09:26Z' + (n / 3) * interval '1 microsecond'
       from generate_series(1, $2::int) n`,
    [tenant.id, count, metadata],
  )

/** The cells of one line of CSV (RFC 4180). The cells must not contain line breaks. */
const cells = (line: string) =>
  [...`${line},`.matchAll(/(?:"((?:[^"]|"")*)"|([^",]*)),/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
  )

test('an export without customers is one header line in CSV and empty in NDJSON', async () => {
  const tenant = await newTenant()
  const csv = await tenant.get(PATH)
  expect([csv.status, csv.body]).toEqual([200, `${HEADER}\r\n`])
  expect(csv.headers.get('Content-Type')).toBe('text/csv; charset=utf-8')
  expect(csv.headers.get('Content-Disposition')).toBe('attachment; filename="customers.csv"')
  const ndjson = await tenant.get(`${PATH}?format=ndjson`)
  expect([ndjson.status, ndjson.body]).toEqual([200, ''])
  expect(ndjson.headers.get('Content-Type')).toBe('application/x-ndjson')
  expect(ndjson.headers.get('Content-Disposition')).toBe('attachment; filename="customers.ndjson"')
  expect(csv.headers.get('X-Request-Id')).toMatch(/./)
})

test('a customer is exported with every field of list and get', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer({
    ...{ company_name: 'Steve', email: 's@x.example', industry: 'plumbing', country_code: 'US', currency: 'USD' },
    ...{ locale: 'en-US', timezone: 'America/New_York', external_id: 'crm-1', metadata: { plan: 'gold', seats: 5 } },
  })
  await tenant.row('subscriptions', { customer_id: id, status: 'trialing' })
  const { subscriptions: _, instances: __, ...read } = (await tenant.get(`/v1/customers/${id}`)).body
  expect(objects((await tenant.get(`${PATH}?format=ndjson`)).body)).toEqual([read])

  const [header, line] = (await tenant.get(`${PATH}?format=csv`)).body.split('\r\n')
  const row = Object.fromEntries(cells(header).map((name, at) => [name, cells(line)[at]]))
  const text = (value: unknown) => (typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value))
  expect(row).toEqual(Object.fromEntries(Object.entries(read).map(([name, value]) => [name, text(value)])))
})

describe('1203 customers', () => {
  const manyCustomers = (async () => {
    const tenant = await newTenant()
    await insertMany(tenant, 1203)
    await tenant.get('/v1/customers')
    return tenant
  })()

  test.each(['csv', 'ndjson'])(
    'are all in one %s export in list order, with one round trip per 500',
    async (format) => {
      const tenant = await manyCustomers
      let text = ''
      const trips = await tripsOf(async () => {
        text = (await tenant.get(`${PATH}?format=${format}&sort_dir=asc`)).body
      })
      expect(trips).toBe(3)
      const rows = format === 'csv' ? lines(text).slice(1) : lines(text)
      const ids = rows.map((row) => (format === 'csv' ? cells(row)[0] : JSON.parse(row).id))
      const expected = await operator(
        'select id::text from customers where tenant_id = $1 order by created_at, customers.id',
        [tenant.id],
      )
      expect(ids).toEqual(expected.map(({ id }) => id))
    },
  )

  test('are fetched as they are read, and no longer after the client disconnects', async () => {
    const tenant = await manyCustomers
    const app = createApp()
    await tenant.get('/v1/customers', { app })
    const trips = await tripsOf(async () => {
      const headers = { 'X-Api-Key': tenant.keys.live.key }
      const request = new Request(`https://api.example${PATH}?format=ndjson`, { headers })
      const response = await app.fetch(request, bindings, { waitUntil() {}, passThroughOnException() {} } as never)
      const reader = response.body?.getReader()
      await reader?.read()
      await reader?.cancel()
      await new Promise((resolve) => setTimeout(resolve, 100))
    })
    // One page was read, and at most one more was fetched ahead.
    expect(trips).toBeLessThanOrEqual(2)
  })

  test('HEAD returns the headers without a body in one round trip', async () => {
    const tenant = await manyCustomers
    let response: Awaited<ReturnType<typeof send>> | undefined
    const trips = await tripsOf(async () => {
      response = await send('HEAD', `${PATH}?format=ndjson`, { key: tenant.keys.live.key })
    })
    expect([response?.status, response?.body, trips]).toEqual([200, '', 1])
    expect(response?.headers.get('Content-Type')).toBe('application/x-ndjson')
  })
})

test('filters, search, order and include_archived work like in the list', async () => {
  const tenant = await newTenant()
  for (const company_name of ['b', 'c', 'a'])
    await tenant.customer({ company_name, currency: 'USD', metadata: { n: 1 } })
  await tenant.customer({ company_name: 'other', currency: 'EUR' })
  const { id } = await tenant.customer({ company_name: 'gone', currency: 'USD', metadata: { n: 1 } })
  await tenant.delete(`/v1/customers/${id}`)
  const names = async (query: string) =>
    objects((await tenant.get(`${PATH}?format=ndjson&${query}`)).body).map(({ company_name }) => company_name)
  const query = 'currency=usd&metadata[n]=1&sort_by=company_name'
  expect(await names(`${query}&sort_dir=asc`)).toEqual(['a', 'b', 'c'])
  expect(await names(`${query}&sort_dir=desc&include_archived=true`)).toEqual(['gone', 'c', 'b', 'a'])
  expect(await names('search=OTH&search_in=all')).toEqual(['other'])
})

test.each(['page=1', 'per_page=5', 'cursor=x', 'format=xml', 'format=CSV', 'format='])(
  '%s is rejected',
  async (query) => {
    const tenant = await newTenant()
    expect(validationErrors(await tenant.get(`${PATH}?${query}`))).toHaveLength(1)
  },
)

test.each([
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['=1+1', "'=1+1"],
  ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
  ['+1 555', "'+1 555"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['＝1+1', "'＝1+1"],
  ['＋1', "'＋1"],
  ['－1', "'－1"],
  ['＠x', "'＠x"],
  ['|cmd', '|cmd'],
  ['5-3=2', '5-3=2'],
  [';', '";"'],
  ['a;b', '"a;b"'],
  [';=1+1', `";'=1+1"`],
  ['a;=1+1', `"a;'=1+1"`],
  ['a; -1', `"a;' -1"`],
  ['a;"@x', `"a;'""@x"`],
  ['a,＝1', `"a,'＝1"`],
  ['a;b;+1,-2', `"a;b;'+1,'-2"`],
  ['"=1', `"'""=1"`],
  ['a;b=1', '"a;b=1"'],
  ["'quoted'", "'quoted'"],
  ["'=1", "''=1"],
  ['Söhne 😀', 'Söhne 😀'],
])('the name %j is exported as the cell %j', async (company_name, cell) => {
  const tenant = await newTenant()
  const { id, ...rest } = (await tenant.post('/v1/customers', { company_name })).body
  const [, line] = (await tenant.get(PATH)).body.split('\r\n')
  expect(line.startsWith(`${id},${cell},,${rest.created_at},`)).toBe(true)
})

test('formulas in other fields are also escaped in CSV, but unchanged in NDJSON', async () => {
  const tenant = await newTenant()
  const metadata = { '=1': '=2', '-a': 'x;=1,"+2', n: -5 }
  await tenant.customer({ external_id: '=1', industry: '@x', metadata })
  const [, line] = (await tenant.get(PATH)).body.split('\r\n')
  expect(cells(line).slice(4, 8)).toEqual(["'=1", '', '', ''])
  expect(JSON.parse(cells(line)[8] ?? '')).toEqual(metadata)
  expect(cells(line)[8]).not.toMatch(/[,;]["\s]*[=+@-]/)
  expect(cells(line)[16]).toBe("'@x")
  expect(objects((await tenant.get(`${PATH}?format=ndjson`)).body)[0]).toMatchObject({
    external_id: '=1',
    industry: '@x',
  })
})

test('the largest customers are exported in pages within the database response limit', async () => {
  const tenant = await newTenant()
  const entries = Array.from({ length: 50 }, (_, n) => [`${n + 10}${'😀'.repeat(38)}`, '😀'.repeat(500)])
  await insertMany(tenant, 150, JSON.stringify(Object.fromEntries(entries)))
  const { status, body } = await tenant.get(`${PATH}?format=ndjson&sort_dir=asc`)
  expect(status).toBe(200)
  const rows = objects(body)
  expect(new Set(rows.map(({ id }) => id)).size).toBe(150)
  expect(Object.keys(rows[149].metadata)).toHaveLength(50)
}, 60_000)

test('an export contains only customers of the caller’s tenant', async () => {
  const [tenant, other] = [await newTenant(), await newTenant()]
  await other.customer({ company_name: 'other' })
  expect((await tenant.get(`${PATH}?include_archived=true`)).body).toBe(`${HEADER}\r\n`)
})
