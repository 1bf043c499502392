import { describe, expect, test } from 'vitest'
import { newTenant, operator, validationErrors } from './harness.ts'

const PATH = '/v1/customers/external/crm-4711'
const rows = async (tenantId: string) =>
  operator('select id::text, external_id, email from customers where tenant_id = $1', [tenantId])

test('a new external id creates (201 with Location) and an existing one updates (200)', async () => {
  const tenant = await newTenant()
  const sent = { company_name: 'Steve', email: 'steve@x.example', currency: 'usd', metadata: { plan: 'gold' } }
  const first = await tenant.put(PATH, sent)
  expect(first.status).toBe(201)
  expect(first.headers.get('Location')).toBe(`/v1/customers/${first.body.id}`)
  expect(first.body).toMatchObject({ ...sent, currency: 'USD', external_id: 'crm-4711', subscriptions: [] })
  expect((await tenant.get(`/v1/customers/${first.body.id}`)).body).toEqual(first.body)

  const second = await tenant.put(PATH, { email: 'STEVE@x.example', currency: null, metadata: { seats: 5 } })
  expect([second.status, second.headers.get('Location')]).toEqual([200, null])
  const changed = { email: 'STEVE@x.example', currency: null, metadata: { plan: 'gold', seats: 5 } }
  expect(second.body).toEqual({ ...first.body, ...changed, updated_at: second.body.updated_at })
  expect(second.body.updated_at > first.body.updated_at).toBe(true)
})

test('repeating the request changes nothing', async () => {
  const tenant = await newTenant()
  const first = await tenant.put(PATH, { company_name: 'Steve', metadata: { a: 1 } })
  const repeated = await tenant.put(PATH, { company_name: 'Steve', metadata: { a: 1 } })
  const empty = await tenant.put(PATH, {})
  expect([repeated.status, empty.status]).toEqual([200, 200])
  for (const { body, headers } of [repeated, empty]) {
    expect(body).toEqual(first.body)
    expect(headers.get('ETag')).toBe(first.headers.get('ETag'))
  }
})

test.each([
  ['crm%2F4711', 'crm/4711'],
  ['a%20b', 'a b'],
  ['%20a%20', 'a'],
  ['100%25', '100%'],
  ['100%2525', '100%25'],
  ['%252F', '%2F'],
  ['a+b', 'a+b'],
  ['%C3%A9%F0%9F%98%80', 'é😀'],
  ['external', 'external'],
  ['..%2F..', '../..'],
  ['%22%27%3B--', `"';--`],
  ['%F0%9F%98%80'.repeat(255), '😀'.repeat(255)],
])('the path …/%s addresses %s', async (path, external_id) => {
  const tenant = await newTenant()
  const { status, body } = await tenant.put(`/v1/customers/external/${path}`, {})
  expect([status, body.external_id]).toEqual([201, external_id])
  expect((await tenant.get(`/v1/customers?external_id=${encodeURIComponent(external_id)}`)).body.total).toBe(1)
})

test.each([
  ['%20', {}, 'path.external_id string_too_short'],
  ['%00', {}, 'path.external_id value_error'],
  ['a%0Ab', {}, 'path.external_id value_error'],
  ['x'.repeat(256), {}, 'path.external_id string_too_long'],
  ['x', { external_id: 'y' }, 'body.external_id value_error'],
  ['x', { email: 'steve' }, 'body.email value_error'],
  ['x', '', 'body missing'],
])('…/%s with %j is rejected: %s', async (path, sent, error) => {
  const tenant = await newTenant()
  expect(validationErrors(await tenant.put(`/v1/customers/external/${path}`, sent))).toEqual([error])
  expect(await rows(tenant.id)).toEqual([])
})

test('a path that cannot be decoded does not return 500', async () => {
  const tenant = await newTenant()
  expect((await tenant.put('/v1/customers/external/%E0%A4%A', {})).status).toBeLessThan(500)
})

describe('an email of another customer', () => {
  test('returns 409 for a new or existing external id, and nothing is written', async () => {
    const tenant = await newTenant()
    const pete = await tenant.customer({ email: 'pete@x.example' })
    const conflict = { status: 409, body: { code: 'email_taken', existing_customer_id: pete.id } }
    expect(await tenant.put(PATH, { email: 'Pete@x.example' })).toMatchObject(conflict)
    expect(await rows(tenant.id)).toHaveLength(1)

    const { body } = await tenant.put(PATH, { email: 'steve@x.example' })
    expect(await tenant.put(PATH, { email: 'PETE@X.example', company_name: 'New' })).toMatchObject(conflict)
    expect((await tenant.get(`/v1/customers/${body.id}`)).body).toEqual(body)
  })

  test('is available if the customer belongs to another tenant', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()]
    await other.put(PATH, { email: 'steve@x.example' })
    expect((await tenant.put(PATH, { email: 'steve@x.example' })).status).toBe(201)
  })
})

test('a taken external id returns 409 on create, but a taken email comes first', async () => {
  const tenant = await newTenant()
  const one = await tenant.customer({ external_id: 'a', email: 'a@x.example' })
  const two = await tenant.customer({ external_id: 'b', email: 'b@x.example' })
  const conflict = async (sent: object) => {
    const { status, body } = await tenant.post('/v1/customers', sent)
    return [status, body.code, body.existing_customer_id]
  }
  expect(await conflict({ external_id: 'a' })).toEqual([409, 'external_id_taken', one.id])
  expect(await conflict({ external_id: 'a', email: 'B@x.example' })).toEqual([409, 'email_taken', two.id])
  expect(await conflict({ external_id: 'a', email: 'a@x.example' })).toEqual([409, 'email_taken', one.id])
  expect(await rows(tenant.id)).toHaveLength(2)
  expect((await tenant.post('/v1/customers', { external_id: 'A' })).status).toBe(201)
})

test('a 409 never names a customer of another tenant', async () => {
  const [tenant, other] = [await newTenant(), await newTenant()]
  await other.customer({ email: 'a@x.example', external_id: 'a' })
  const own = await tenant.customer({ email: 'a@x.example', external_id: 'a' })
  const { body } = await tenant.post('/v1/customers', { email: 'a@x.example', external_id: 'a' })
  expect(body.existing_customer_id).toBe(own.id)
})

test.each([[{}], [{ email: 'steve@x.example', metadata: { a: 1 } }]])(
  'of 20 concurrent puts of the same external id with %j, exactly one creates, and all return it',
  async (sent) => {
    const tenant = await newTenant()
    const responses = await Promise.all(Array.from({ length: 20 }, () => tenant.put(PATH, sent)))
    expect(responses.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201])
    expect(new Set(responses.map(({ body }) => body.id)).size).toBe(1)
    expect(await rows(tenant.id)).toHaveLength(1)
  },
)

test('of 20 concurrent puts of different external ids with the same email, exactly one succeeds', async () => {
  const tenant = await newTenant()
  const paths = Array.from({ length: 20 }, (_, index) => `/v1/customers/external/${index}`)
  const responses = await Promise.all(paths.map((path) => tenant.put(path, { email: 'a@x.example' })))
  expect(responses.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)])
  const [row, ...more] = await rows(tenant.id)
  expect(more).toEqual([])
  for (const { status, body } of responses) if (status === 409) expect(body.existing_customer_id).toBe(row?.id)
})

test('of 20 concurrent creates with the same external id, exactly one succeeds', async () => {
  const tenant = await newTenant()
  const creates = Array.from({ length: 20 }, () => tenant.post('/v1/customers', { external_id: 'a' }))
  const responses = await Promise.all(creates)
  expect(responses.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)])
  const [row] = await rows(tenant.id)
  for (const { status, body } of responses) {
    if (status === 409) expect([body.code, body.existing_customer_id]).toEqual(['external_id_taken', row?.id])
  }
})
