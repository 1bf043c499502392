import { describe, expect, test } from 'vitest'
import { newTenant, operator, type Tenant } from './harness.ts'

const at = (id: string) => `/v1/customers/${id}`
const restore = (tenant: Tenant, id: string) => tenant.post(`${at(id)}/restore`)
const UNIQUE_FIELDS = { email: 'steve@x.example', external_id: 'steve' }

async function withArchived(fields: Record<string, unknown> = UNIQUE_FIELDS) {
  const tenant = await newTenant()
  const { id } = await tenant.customer(fields)
  const before = (await tenant.get(at(id))).body
  expect((await tenant.delete(at(id))).status).toBe(204)
  return { tenant, id, before }
}

test('a restored customer is unchanged except for updated_at', async () => {
  const { tenant, id, before } = await withArchived()
  const { status, body } = await restore(tenant, id)
  expect(status).toBe(200)
  expect(body).toEqual({ ...before, updated_at: body.updated_at })
  expect(body.updated_at > before.updated_at).toBe(true)
  expect((await tenant.get(at(id))).body).toEqual(body)
})

test('restoring a customer that is not archived returns it unchanged', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer(UNIQUE_FIELDS)
  const before = await tenant.get(at(id))
  const { status, headers, body } = await restore(tenant, id)
  expect([status, headers.get('ETag'), body]).toEqual([200, before.headers.get('ETag'), before.body])
})

describe('email and external id of an archived customer are available', () => {
  test.each([
    ['to a create', (tenant: Tenant) => tenant.post('/v1/customers', UNIQUE_FIELDS), 201],
    [
      'to a put by another external id',
      (tenant: Tenant) => tenant.put('/v1/customers/external/pete', { email: UNIQUE_FIELDS.email }),
      201,
    ],
    ['to a batch', (tenant: Tenant) => tenant.post('/v1/customers/batch', { customers: [UNIQUE_FIELDS] }), 200],
    ['to an update', async (tenant: Tenant) => tenant.patch(at((await tenant.customer()).id), UNIQUE_FIELDS), 200],
  ])('%s', async (_, write, status) => {
    const { tenant, id } = await withArchived()
    const written = await write(tenant)
    expect(written.status).toBe(status)
    if (written.body.results) expect(written.body.results[0].status).toBe(201)
    const all = (await tenant.get('/v1/customers?include_archived=true&email=STEVE@x.example')).body
    expect(all.total).toBe(2)

    const response = await restore(tenant, id)
    expect(response).toMatchObject({ status: 409, body: { code: 'email_taken' } })
    expect(response.body.existing_customer_id).toBe(
      (await tenant.get('/v1/customers?email=steve@x.example')).body.customers[0].id,
    )
    expect((await tenant.get(at(id))).status).toBe(404)
  })

  test('to a clone', async () => {
    const { tenant } = await withArchived()
    const { id } = await tenant.customer()
    const sent = { source_customer_id: id, company_name: 'Pete', email: UNIQUE_FIELDS.email }
    expect((await tenant.post(`${at(id)}/clone`, sent)).status).toBe(201)
  })
})

test.each([
  [{ email: 'STEVE@x.example' }, 'email_taken'],
  [{ external_id: 'steve' }, 'external_id_taken'],
])(
  'a restore that conflicts with %j returns 409 %s and succeeds after that customer is archived',
  async (fields, code) => {
    const { tenant, id } = await withArchived()
    const conflicting = await tenant.customer(fields)
    const { status, body } = await restore(tenant, id)
    expect([status, body.code, body.existing_customer_id]).toEqual([409, code, conflicting.id])
    await tenant.delete(at(conflicting.id))
    expect((await restore(tenant, id)).status).toBe(200)
    expect((await restore(tenant, conflicting.id)).body.existing_customer_id).toBe(id)
  },
)

test('if two customers conflict with a restore, the one with the same email is named', async () => {
  const { tenant, id } = await withArchived()
  await tenant.customer({ external_id: UNIQUE_FIELDS.external_id })
  const conflicting = await tenant.customer({ email: UNIQUE_FIELDS.email })
  const { body } = await restore(tenant, id)
  expect([body.code, body.existing_customer_id]).toEqual(['email_taken', conflicting.id])
})

test('customers without email and external id never conflict', async () => {
  const { tenant, id } = await withArchived({})
  await tenant.customer({})
  expect((await restore(tenant, id)).status).toBe(200)
})

test('of several archived customers with the same email, concurrent restores restore exactly one', async () => {
  const tenant = await newTenant()
  const ids: string[] = []
  for (const _ of Array(8)) {
    const { id } = await tenant.customer(UNIQUE_FIELDS)
    await tenant.delete(at(id))
    ids.push(id)
  }
  const responses = await Promise.all(ids.map((id) => restore(tenant, id)))
  expect(responses.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)])
  const winner = responses.find(({ status }) => status === 200)
  for (const { status, body } of responses) {
    if (status === 409) expect([body.code, body.existing_customer_id]).toEqual(['email_taken', winner?.body.id])
  }
  const [row] = await operator(
    'select count(*)::int as n from customers where tenant_id = $1 and archived_at is null',
    [tenant.id],
  )
  expect(row?.n).toBe(1)
})

test('of a concurrent restore and create with the same email, exactly one succeeds', async () => {
  for (const _ of [1, 2, 3]) {
    const { tenant, id } = await withArchived()
    const responses = await Promise.all([restore(tenant, id), tenant.post('/v1/customers', UNIQUE_FIELDS)])
    expect(responses.filter(({ status }) => status === 409)).toHaveLength(1)
    expect((await tenant.get('/v1/customers')).body.total).toBe(1)
  }
})
