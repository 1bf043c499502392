import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator, type Tenant, validationErrors } from './harness.ts'

const FULL = {
  company_name: 'Steve the Plumber',
  email: 'Steve@plumbing.example',
  industry: 'plumbing',
  country_code: 'US',
  currency: 'USD',
  locale: 'en-US',
  timezone: 'America/New_York',
  external_id: 'crm-4711',
  metadata: { plan: 'gold', seats: 5, vip: true },
}
const OTHER = {
  company_name: 'Steve & Söhne 😀',
  email: 'office@steve.example',
  industry: 'heating',
  country_code: 'DE',
  currency: 'EUR',
  locale: 'de-DE',
  timezone: 'Europe/Berlin',
  external_id: 'crm-4712',
}
const NAMES = Object.keys(OTHER) as (keyof typeof OTHER)[]

const at = (id: string) => `/v1/customers/${id}`
const read = async (tenant: Tenant, id: string) => (await tenant.get(at(id))).body
const withoutUpdatedAt = ({ updated_at: _, ...rest }: Record<string, unknown>) => rest

test('a new customer is returned as it was created, including external id and metadata', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer(FULL)
  expect(await read(tenant, id)).toMatchObject(FULL)
  expect((await tenant.get('/v1/customers')).body.customers[0]).toMatchObject({
    external_id: FULL.external_id,
    metadata: FULL.metadata,
  })
})

describe.each(NAMES)('%s', (name) => {
  test('is updated, and nothing else changes', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer(FULL)
    const before = await read(tenant, id)
    const { status, body } = await tenant.patch(at(id), { [name]: OTHER[name] })
    expect(status).toBe(200)
    expect(withoutUpdatedAt(body)).toEqual({ ...withoutUpdatedAt(before), [name]: OTHER[name] })
    expect(body.updated_at > before.updated_at).toBe(true)
    expect(await read(tenant, id)).toEqual(body)
  })

  test.each([null, ' \t '])('is cleared by %j, and nothing else changes', async (value) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer(FULL)
    const before = await read(tenant, id)
    const { status, body } = await tenant.patch(at(id), { [name]: value })
    expect(status).toBe(200)
    expect(withoutUpdatedAt(body)).toEqual({ ...withoutUpdatedAt(before), [name]: null })
    expect(await read(tenant, id)).toEqual(body)
  })

  test('sent with the same value changes neither updated_at nor the ETag', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer(FULL)
    const before = await tenant.get(at(id))
    const after = await tenant.patch(at(id), { [name]: FULL[name] })
    expect(after.body).toEqual(before.body)
    expect(after.headers.get('ETag')).toBe(before.headers.get('ETag'))
  })
})

test('all fields can be updated together', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer(FULL)
  expect((await tenant.patch(at(id), OTHER)).body).toMatchObject({ ...OTHER, metadata: FULL.metadata })
})

test('{} returns the customer and changes nothing', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer(FULL)
  const before = await tenant.get(at(id))
  const { status, headers, body } = await tenant.patch(at(id), {})
  expect([status, headers.get('ETag')]).toEqual([200, before.headers.get('ETag')])
  expect(body).toEqual(before.body)
})

test('standard codes are stored in standard spelling, and the case of an email is unchanged', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  const sent = {
    country_code: 'de',
    currency: 'eur',
    locale: 'DE-de',
    timezone: 'europe/berlin',
    email: ' A@B.example ',
  }
  expect((await tenant.patch(at(id), sent)).body).toMatchObject({
    ...{ country_code: 'DE', currency: 'EUR', locale: 'de-DE', timezone: 'Europe/Berlin', email: 'A@B.example' },
  })
})

test('a customer can change the case of its own email', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer(FULL)
  const { status, body } = await tenant.patch(at(id), { email: 'STEVE@plumbing.example', external_id: 'crm-4711' })
  expect([status, body.email]).toEqual([200, 'STEVE@plumbing.example'])
})

test('updated_at always increases, even for quick updates and a clock that is behind', async () => {
  const tenant = await newTenant()
  const id = await tenant.row('customers', { updated_at: '2100-01-01T00:00:00.999999Z' })
  const times = []
  for (const company_name of ['a', 'b', 'c']) times.push((await tenant.patch(at(id), { company_name })).body.updated_at)
  expect(times).toEqual(['2100-01-01T00:00:01Z', '2100-01-01T00:00:01.000001Z', '2100-01-01T00:00:01.000002Z'])
})

test.each([
  [{ colour: 'red' }, 'body.colour extra_forbidden'],
  [{ tenant_id: absentId() }, 'body.tenant_id extra_forbidden'],
  [{ stripe_id: 'cus_1' }, 'body.stripe_id extra_forbidden'],
  [{ version: null }, 'body.version extra_forbidden'],
  [{ version: 9 }, 'body.version extra_forbidden'],
  [{ company_name: 'x'.repeat(201) }, 'body.company_name string_too_long'],
  [{ industry: 'x'.repeat(101) }, 'body.industry string_too_long'],
  [{ email: 'steve' }, 'body.email value_error'],
  [{ email: 5 }, 'body.email string_type'],
  [{ country_code: 'ZZ' }, 'body.country_code value_error'],
  [{ currency: 'XXQ' }, 'body.currency value_error'],
  [{ locale: 'x' }, 'body.locale value_error'],
  [{ timezone: '+05:30' }, 'body.timezone value_error'],
  [{ external_id: 'x'.repeat(256) }, 'body.external_id string_too_long'],
  [{ external_id: 4711 }, 'body.external_id string_type'],
  [{ external_id: 'a\nb' }, 'body.external_id value_error'],
  ['{"external_id":"\\ud800"}', 'body.external_id string_unicode'],
  ['{"__proto__":{"email":"a@b.example"}}', 'body.__proto__ extra_forbidden'],
  ['{"constructor":1}', 'body.constructor extra_forbidden'],
  ['[]', 'body model_attributes_type'],
  ['null', 'body missing'],
  ['', 'body missing'],
  ['{', 'body json_invalid'],
])('%j is rejected, and nothing is written: %s', async (sent, error) => {
  const tenant = await newTenant()
  const { id } = await tenant.customer(FULL)
  const before = await read(tenant, id)
  expect(validationErrors(await tenant.patch(at(id), sent))).toEqual([error])
  expect(await read(tenant, id)).toEqual(before)
})

test('an external id of 255 code points is accepted', async () => {
  const tenant = await newTenant()
  const external_id = '😀'.repeat(255)
  expect((await tenant.customer({ external_id })).id).toBeDefined()
  expect((await tenant.get(`/v1/customers?external_id=${encodeURIComponent(external_id)}`)).body.total).toBe(1)
})

test('a missing customer returns 404, and an invalid update of one returns 422', async () => {
  const tenant = await newTenant()
  expect(await tenant.patch(at(absentId()), {})).toMatchObject({ status: 404, body: { code: 'not_found' } })
  expect((await tenant.patch(at(absentId()), { a: 1 })).status).toBe(422)
  expect(validationErrors(await tenant.patch(at('steve'), {}))).toEqual(['path.customer_id uuid_parsing'])
})

describe('a value of another customer', () => {
  test.each([
    ['email', 'PETE@x.example', 'email_taken'],
    ['external_id', 'pete', 'external_id_taken'],
  ])('%s returns 409 with its id, and nothing is written', async (name, value, code) => {
    const tenant = await newTenant()
    const pete = await tenant.customer({ email: 'pete@x.example', external_id: 'pete' })
    const { id } = await tenant.customer(FULL)
    const before = await read(tenant, id)
    const { status, body } = await tenant.patch(at(id), { company_name: 'New', [name]: value, metadata: { a: 1 } })
    expect(status).toBe(409)
    expect(body).toMatchObject({ code, existing_customer_id: pete.id })
    expect(await read(tenant, id)).toEqual(before)
  })

  test('is available if the external id differs in case or belongs to another tenant', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()]
    await other.customer(FULL)
    await tenant.customer({ external_id: 'CRM-4711' })
    const { id } = await tenant.customer()
    expect((await tenant.patch(at(id), FULL)).status).toBe(200)
  })
})

test('of 20 concurrent updates to the same email, exactly one succeeds and the others name it', async () => {
  const tenant = await newTenant()
  const all = await Promise.all(Array.from({ length: 20 }, () => tenant.customer()))
  const responses = await Promise.all(all.map(({ id }) => tenant.patch(at(id), { email: 'a@x.example' })))
  const [winner, ...more] = responses.filter(({ status }) => status === 200)
  expect(more).toEqual([])
  for (const { status, body } of responses.filter((response) => response !== winner)) {
    expect([status, body.code, body.existing_customer_id]).toEqual([409, 'email_taken', winner?.body.id])
  }
  const [row] = await operator('select count(email)::int as n from customers where tenant_id = $1', [tenant.id])
  expect(row?.n).toBe(1)
})
