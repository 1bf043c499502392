import { expect, test } from 'vitest'
import { newTenant } from './harness.ts'

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/
const VERSION_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const ALL_FIELDS = {
  company_name: 'Steve the Plumber',
  email: 'Steve@Plumbing.example',
  industry: 'plumbing',
  country_code: 'US',
  currency: 'USD',
  locale: 'en-US',
  timezone: 'America/New_York',
}
const NO_FIELDS = Object.fromEntries(Object.keys(ALL_FIELDS).map((name) => [name, null]))

test('an empty body creates a customer, and the response has every field', async () => {
  const tenant = await newTenant()
  const { status, body } = await tenant.post('/v1/customers', {})
  expect(status).toBe(201)
  expect(body).toEqual({
    id: expect.stringMatching(VERSION_7),
    company_name: null,
    email: null,
    created_at: expect.stringMatching(INSTANT),
  })
  expect((await tenant.get(`/v1/customers/${body.id}`)).body).toMatchObject(NO_FIELDS)
})

test('the Location returns the new customer with every field that was sent', async () => {
  const tenant = await newTenant()
  const { headers, body } = await tenant.post('/v1/customers', ALL_FIELDS)
  expect(body).toEqual({
    id: expect.stringMatching(VERSION_7),
    company_name: ALL_FIELDS.company_name,
    email: ALL_FIELDS.email,
    created_at: expect.stringMatching(INSTANT),
  })
  expect(headers.get('Location')).toBe(`/v1/customers/${body.id}`)

  const found = await tenant.get(headers.get('Location') ?? '')
  expect(found.body).toEqual({
    ...body,
    ...ALL_FIELDS,
    stripe_customer_id: null,
    updated_at: body.created_at,
    subscription_count: 0,
    active_subscription_count: 0,
    latest_subscription_status: null,
    instance_count: 0,
    running_instance_count: 0,
    failed_instance_count: 0,
    external_id: null,
    metadata: {},
    archived_at: null,
    subscriptions: [],
    instances: [],
  })
})

test('each field can be set without the others', async () => {
  const tenant = await newTenant()
  for (const [name, value] of Object.entries(ALL_FIELDS)) {
    const { id } = await tenant.customer({ [name]: value })
    const { body } = await tenant.get(`/v1/customers/${id}`)
    expect({ name, ...body }).toMatchObject({ name, ...NO_FIELDS, [name]: value })
  }
})

test('null is the same as absent', async () => {
  const tenant = await newTenant()
  const { status, body } = await tenant.post('/v1/customers', NO_FIELDS)
  expect(status).toBe(201)
  expect((await tenant.get(`/v1/customers/${body.id}`)).body).toMatchObject(NO_FIELDS)
})

test('ids sort by creation time', async () => {
  const tenant = await newTenant()
  const ids: string[] = []
  for (let index = 0; index < 5; index++) ids.push((await tenant.customer()).id)
  expect(ids.toSorted()).toEqual(ids)
})

test('created_at is the current time', async () => {
  const tenant = await newTenant()
  const { body } = await tenant.post('/v1/customers', {})
  expect(Math.abs(Date.parse(body.created_at) - Date.now())).toBeLessThan(60_000)
})

test.each([
  ['Steve@Plumbing.example', 'Steve@Plumbing.example'],
  ['Steve@Plumbing.example', 'steve@plumbing.EXAMPLE'],
  ['steve@plumbing.example', 'STEVE@PLUMBING.EXAMPLE'],
  ['steve@plumbing.example', '  steve@plumbing.example  '],
])('a taken email %s is rejected as %s, and nothing is written', async (first, second) => {
  const tenant = await newTenant()
  const { id } = await tenant.customer({ email: first, company_name: 'First' })
  const response = await tenant.post('/v1/customers', { email: second, company_name: 'Second' })
  expect([response.status, response.body.code]).toEqual([409, 'email_taken'])
  expect(response.headers.get('Location')).toBeNull()

  const { body } = await tenant.get('/v1/customers')
  expect(body.total).toBe(1)
  expect(body.customers[0]).toMatchObject({ id, email: first, company_name: 'First' })
})

test.each([
  ['steve@plumbing.example', 'steve@plumbing.exampl'],
  ['steve+a@plumbing.example', 'steve+b@plumbing.example'],
  ['s.teve@plumbing.example', 'steve@plumbing.example'],
  ['a_b@c.d', 'a-b@c.d'],
])('%s and %s are different emails', async (first, second) => {
  const tenant = await newTenant()
  await tenant.customer({ email: first })
  expect((await tenant.post('/v1/customers', { email: second })).status).toBe(201)
})

test('several customers may have no email and be otherwise equal', async () => {
  const tenant = await newTenant()
  const { email: _, ...rest } = ALL_FIELDS
  for (const email of [undefined, null, '', ' ']) {
    expect((await tenant.post('/v1/customers', { ...rest, email })).status).toBe(201)
  }
  expect((await tenant.get('/v1/customers')).body.total).toBe(4)
})

test('two tenants, and a tenant and its sandbox, may have the same email', async () => {
  const [one, other] = await Promise.all([newTenant(), newTenant()])
  const sandbox = one.as(one.keys.test.key)
  for (const caller of [one, other, sandbox]) {
    expect((await caller.post('/v1/customers', ALL_FIELDS)).status).toBe(201)
    expect((await caller.post('/v1/customers', ALL_FIELDS)).status).toBe(409)
  }
})

test('of 20 concurrent creates with the same email in different case, exactly one succeeds', async () => {
  const tenant = await newTenant()
  const responses = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      tenant.post('/v1/customers', { email: index % 2 ? 'steve@plumbing.example' : 'STEVE@plumbing.example' }),
    ),
  )
  const codes = responses.map(({ status, body }) => (status === 201 ? 'created' : `${status} ${body.code}`))
  expect(codes.toSorted()).toEqual([...Array(19).fill('409 email_taken'), 'created'])

  const { body } = await tenant.get('/v1/customers')
  expect(body.customers.map(({ id }: { id: string }) => id)).toEqual([
    responses.find(({ status }) => status === 201)?.body.id,
  ])
})

test('20 concurrent creates with different emails all succeed', async () => {
  const tenant = await newTenant()
  const responses = await Promise.all(
    Array.from({ length: 20 }, (_, index) => tenant.post('/v1/customers', { email: `steve${index}@plumbing.example` })),
  )
  expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(201))
  expect((await tenant.get('/v1/customers')).body.total).toBe(20)
})
