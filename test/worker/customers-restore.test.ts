import { describe, expect, test } from 'vitest'
import { newTenant, operator, type Tenant } from './harness.ts'

const at = (id: string) => `/v1/customers/${id}`
const restore = (tenant: Tenant, id: string) => tenant.post(`${at(id)}/restore`)
const OWN = { email: 'steve@x.example', external_id: 'steve' }

async function withArchived(fields: Record<string, unknown> = OWN) {
  const tenant = await newTenant()
  const { id } = await tenant.customer(fields)
  const before = (await tenant.get(at(id))).body
  expect((await tenant.delete(at(id))).status).toBe(204)
  return { tenant, id, before }
}

test('a restored customer is as it was, but for the time of its change', async () => {
  const { tenant, id, before } = await withArchived()
  const { status, body } = await restore(tenant, id)
  expect(status).toBe(200)
  expect(body).toEqual({ ...before, updated_at: body.updated_at })
  expect(body.updated_at > before.updated_at).toBe(true)
  expect((await tenant.get(at(id))).body).toEqual(body)
})

test('one that is not archived is answered as it is', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer(OWN)
  const before = await tenant.get(at(id))
  const { status, headers, body } = await restore(tenant, id)
  expect([status, headers.get('ETag'), body]).toEqual([200, before.headers.get('ETag'), before.body])
})

describe('an archived customer’s email and external id are free', () => {
  test.each([
    ['to create', (tenant: Tenant) => tenant.post('/v1/customers', OWN), 201],
    ['to put', (tenant: Tenant) => tenant.put('/v1/customers/external/steve', { email: OWN.email }), 201],
    ['to create in a batch', (tenant: Tenant) => tenant.post('/v1/customers/batch', { customers: [OWN] }), 200],
    ['to change to', async (tenant: Tenant) => tenant.patch(at((await tenant.customer()).id), OWN), 200],
  ])('%s', async (_, take, status) => {
    const { tenant, id } = await withArchived()
    const taken = await take(tenant)
    expect(taken.status).toBe(status)
    if (taken.body.results) expect(taken.body.results[0].status).toBe(201)
    const all = (await tenant.get('/v1/customers?include_archived=true&email=STEVE@x.example')).body
    expect(all.total).toBe(2)

    const refused = await restore(tenant, id)
    expect(refused).toMatchObject({ status: 409, body: { code: 'email_taken' } })
    expect(refused.body.existing_customer_id).toBe(
      (await tenant.get('/v1/customers?email=steve@x.example')).body.customers[0].id,
    )
    expect((await tenant.get(at(id))).status).toBe(404)
  })

  test('to clone with', async () => {
    const { tenant } = await withArchived()
    const { id } = await tenant.customer()
    const sent = { source_customer_id: id, company_name: 'Pete', email: OWN.email }
    expect((await tenant.post(`${at(id)}/clone`, sent)).status).toBe(201)
  })
})

test.each([
  [{ email: 'STEVE@x.example' }, 'email_taken'],
  [{ external_id: 'steve' }, 'external_id_taken'],
])('a restore against %j is 409 %s, and passes once that is gone', async (fields, code) => {
  const { tenant, id } = await withArchived()
  const holder = await tenant.customer(fields)
  const { status, body } = await restore(tenant, id)
  expect([status, body.code, body.existing_customer_id]).toEqual([409, code, holder.id])
  await tenant.delete(at(holder.id))
  expect((await restore(tenant, id)).status).toBe(200)
  expect((await restore(tenant, holder.id)).body.existing_customer_id).toBe(id)
})

test('when two customers stand in the way the email’s is named', async () => {
  const { tenant, id } = await withArchived()
  await tenant.customer({ external_id: OWN.external_id })
  const holder = await tenant.customer({ email: OWN.email })
  const { body } = await restore(tenant, id)
  expect([body.code, body.existing_customer_id]).toEqual(['email_taken', holder.id])
})

test('customers without email and external id are restored beside each other', async () => {
  const { tenant, id } = await withArchived({})
  await tenant.customer({})
  expect((await restore(tenant, id)).status).toBe(200)
})

test('of several archived customers with one email, restored at once, one comes back', async () => {
  const tenant = await newTenant()
  const ids: string[] = []
  for (const _ of Array(8)) {
    const { id } = await tenant.customer(OWN)
    await tenant.delete(at(id))
    ids.push(id)
  }
  const answers = await Promise.all(ids.map((id) => restore(tenant, id)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)])
  const won = answers.find(({ status }) => status === 200)
  for (const { status, body } of answers) {
    if (status === 409) expect([body.code, body.existing_customer_id]).toEqual(['email_taken', won?.body.id])
  }
  const [row] = await operator(
    'select count(*)::int as n from customers where tenant_id = $1 and archived_at is null',
    [tenant.id],
  )
  expect(row?.n).toBe(1)
})

test('a restore and a create of one email at once: one of them', async () => {
  for (const _ of [1, 2, 3]) {
    const { tenant, id } = await withArchived()
    const answers = await Promise.all([restore(tenant, id), tenant.post('/v1/customers', OWN)])
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(1)
    expect((await tenant.get('/v1/customers')).body.total).toBe(1)
  }
})
