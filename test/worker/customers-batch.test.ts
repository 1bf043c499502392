import { describe, expect, test } from 'vitest'
import { newTenant, operator, type Tenant, tripsOf, validationErrors } from './harness.ts'

const PATH = '/v1/customers/batch'
const batch = (tenant: Tenant, customers: unknown) => tenant.post(PATH, { customers })
const customerCount = async (tenant: Tenant) => (await tenant.get('/v1/customers?include_archived=true')).body.total
const created = (customer: object) => ({
  ...{ status: 201, code: null, existing_customer_id: null, detail: null },
  customer: { id: expect.any(String), created_at: expect.stringMatching(/Z$/), ...customer },
})

test('each row is stored like a single create, in the order of the rows', async () => {
  const tenant = await newTenant()
  const full = {
    ...{ company_name: ' Steve ', email: 'Steve@x.example', industry: 'plumbing', country_code: 'us', currency: 'usd' },
    ...{ locale: 'EN-us', timezone: 'america/new_york', external_id: 'crm-1' },
    metadata: { plan: 'gold', seats: 5, vip: true, gone: null },
  }
  const { status, body } = await batch(tenant, [full, {}, { company_name: '', email: null }])
  expect(status).toBe(200)
  expect(body.results).toEqual([
    created({ company_name: 'Steve', email: 'Steve@x.example' }),
    created({ company_name: null, email: null }),
    created({ company_name: null, email: null }),
  ])
  const ids = body.results.map(({ customer }: { customer: { id: string } }) => customer.id)
  expect([...ids].sort()).toEqual(ids)
  const { body: read } = await tenant.get(`/v1/customers/${ids[0]}`)
  expect(read).toMatchObject({
    ...{ industry: 'plumbing', country_code: 'US', currency: 'USD', locale: 'en-US', timezone: 'America/New_York' },
    ...{ external_id: 'crm-1', metadata: { plan: 'gold', seats: 5, vip: true } },
  })
})

test('100 customers are created in one round trip', async () => {
  const tenant = await newTenant()
  const rows = Array.from({ length: 100 }, (_, n) => ({ email: `${n}@x.example`, company_name: `${n}` }))
  await customerCount(tenant)
  let response: Awaited<ReturnType<typeof batch>> | undefined
  expect(await tripsOf(async () => (response = await batch(tenant, rows)))).toBe(1)
  expect(response?.body.results).toEqual(rows.map(created))
  expect(await customerCount(tenant)).toBe(100)

  const repeated = await batch(tenant, rows)
  expect(repeated.body.results.map((result: { status: number }) => result.status)).toEqual(Array(100).fill(409))
  expect(repeated.body.results.map((result: { existing_customer_id: string }) => result.existing_customer_id)).toEqual(
    response?.body.results.map(({ customer }: { customer: { id: string } }) => customer.id),
  )
  expect(await customerCount(tenant)).toBe(100)
})

test('an invalid row does not affect other rows: every result is at the index of its row', async () => {
  const tenant = await newTenant()
  const existing = await tenant.customer({ email: 'held@x.example', external_id: 'held' })
  const { status, body } = await batch(tenant, [
    { email: 'a@x.example' },
    { email: 'steve', colour: 'red', country_code: 'ZZ' },
    { email: 'HELD@x.example' },
    { external_id: 'held' },
    { external_id: 'held', email: 'held@x.example' },
    { metadata: { a: { b: 1 } } },
    5,
    null,
    [],
    { email: 'b@x.example' },
  ])
  expect(status).toBe(200)
  const { results } = body
  expect(results.map((result: { status: number }) => result.status)).toEqual([
    201, 422, 409, 409, 409, 422, 422, 422, 422, 201,
  ])
  const conflict = (code: string) => ({
    ...{ status: 409, customer: null, code, existing_customer_id: existing.id, detail: null },
  })
  expect(results.slice(2, 5)).toEqual([conflict('email_taken'), conflict('external_id_taken'), conflict('email_taken')])
  const errorsAt = (index: number) =>
    results[index].detail.map(({ loc, type }: { loc: (string | number)[]; type: string }) => [loc, type])
  expect(errorsAt(1)).toEqual(
    expect.arrayContaining([
      [['body', 'customers', 1, 'email'], 'value_error'],
      [['body', 'customers', 1, 'country_code'], 'value_error'],
      [['body', 'customers', 1, 'colour'], 'extra_forbidden'],
    ]),
  )
  expect(errorsAt(1)).toHaveLength(3)
  expect(results[1]).toMatchObject({ customer: null, code: null, existing_customer_id: null })
  expect(errorsAt(5)).toEqual([[['body', 'customers', 5, 'metadata', 'a'], 'value_error']])
  for (const index of [6, 7, 8])
    expect(errorsAt(index)).toEqual([[['body', 'customers', index], 'model_attributes_type']])
  expect(await customerCount(tenant)).toBe(3)
})

test('of rows with the same email or external id, the first is created and the others name it', async () => {
  const tenant = await newTenant()
  const { body } = await batch(tenant, [
    { external_id: 'x', email: 'z@x.example' },
    { email: 'a@x.example' },
    { email: 'A@X.example' },
    { external_id: 'x' },
    { email: 'Z@x.example', external_id: 'y' },
    { external_id: 'y' },
  ])
  const [first, second, third, fourth, fifth, sixth] = body.results
  expect([first.status, second.status]).toEqual([201, 201])
  expect(third).toMatchObject({ status: 409, code: 'email_taken', existing_customer_id: second.customer.id })
  expect(fourth).toMatchObject({ status: 409, code: 'external_id_taken', existing_customer_id: first.customer.id })
  expect(fifth).toMatchObject({ status: 409, code: 'email_taken', existing_customer_id: first.customer.id })
  // The earlier row with this external id was not created.
  expect(sixth.status).toBe(201)
})

test('an email and external id of another tenant or an archived customer are available', async () => {
  const [tenant, other] = [await newTenant(), await newTenant()]
  await other.customer({ email: 'a@x.example', external_id: 'a' })
  const { id } = await tenant.customer({ email: 'a@x.example', external_id: 'a' })
  await tenant.delete(`/v1/customers/${id}`)
  const { body } = await batch(tenant, [{ email: 'a@x.example', external_id: 'a' }])
  expect(body.results[0].status).toBe(201)
})

test('if all rows are invalid, nothing is written', async () => {
  const tenant = await newTenant()
  const { status, body } = await batch(tenant, [{ a: 1 }, { email: 'x' }])
  expect([status, body.results.map((result: { status: number }) => result.status)]).toEqual([200, [422, 422]])
  expect(await customerCount(tenant)).toBe(0)
})

test('all rows together list up to 50 validation errors, and each invalid row at least one', async () => {
  const tenant = await newTenant()
  const invalid = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`unknown${n}`, 1]))
  const { body } = await batch(tenant, [invalid, {}, invalid, invalid, invalid])
  const counts = body.results.map(({ detail }: { detail: unknown[] | null }) => detail?.length)
  expect(counts).toEqual([30, undefined, 20, 1, 1])
})

describe('the whole batch is rejected', () => {
  test.each([
    [[], 'body.customers too_short'],
    [Array(101).fill({}), 'body.customers too_long'],
    [{}, 'body.customers list_type'],
    [null, 'body.customers list_type'],
    [undefined, 'body.customers missing'],
  ])('with customers %j', async (customers, error) => {
    const tenant = await newTenant()
    expect(validationErrors(await batch(tenant, customers))).toEqual([error])
    expect(await customerCount(tenant)).toBe(0)
  })

  test('with an unknown field or without a list', async () => {
    const tenant = await newTenant()
    expect(validationErrors(await tenant.post(PATH, { customers: [{}], dry_run: true }))).toEqual([
      'body.dry_run extra_forbidden',
    ])
    expect(validationErrors(await tenant.post(PATH, [{}]))).toEqual(['body model_attributes_type'])
    expect(await customerCount(tenant)).toBe(0)
  })
})

test('concurrent batches of the same rows in different orders create each row once', async () => {
  const tenant = await newTenant()
  const rows = Array.from({ length: 40 }, (_, n) => ({ email: `${n}@x.example`, external_id: `${n}` }))
  const orders = [1, 39, 3, 37, 7, 33, 9, 31].map((step) => rows.map((_, at) => rows[(at * step + step) % 40]))
  const responses = await Promise.all(orders.map((order) => batch(tenant, order)))
  expect(responses.map(({ status }) => status)).toEqual(orders.map(() => 200))
  const results = responses.flatMap(({ body }) => body.results)
  expect(results.filter(({ status }) => status === 201)).toHaveLength(40)
  for (const { status, code, existing_customer_id } of results) {
    if (status !== 201) expect([status, code, existing_customer_id]).toEqual([409, 'email_taken', expect.any(String)])
  }
  const [row] = await operator('select count(*)::int as n from customers where tenant_id = $1', [tenant.id])
  expect(row?.n).toBe(40)
})
