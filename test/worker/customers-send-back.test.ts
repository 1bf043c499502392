import { expect, test } from 'vitest'
import { Customer } from '../../src/customers/customer.ts'
import { CustomerInput } from '../../src/customers/fields.ts'
import { newTenant, type Tenant, validationErrors } from './harness.ts'

/** A customer with everything that a response shows, and the same customer as get and export return it. */
async function withSteve() {
  const tenant = await newTenant()
  const { id } = await tenant.customer({
    ...{ company_name: 'Steve', email: 's@x.example', external_id: 'crm-1', country_code: 'US', currency: 'USD' },
    ...{ industry: 'plumbing', locale: 'en-US', timezone: 'America/New_York', metadata: { plan: 'gold' } },
  })
  await tenant.row('subscriptions', { customer_id: id, status: 'canceled' })
  await tenant.row('instances', { customer_id: id, status: 'failed' })
  const got = (await tenant.get(`/v1/customers/${id}`)).body
  const exported = JSON.parse((await tenant.get('/v1/customers/export?format=ndjson')).body)
  return { tenant, id, got, exported }
}

const find = async (tenant: Tenant, id: string) => (await tenant.get(`/v1/customers/${id}`)).body
const SETTABLE = ['company_name', 'email', 'external_id', 'country_code', 'currency', 'industry', 'locale', 'metadata']

test('a body accepts every field of a customer, and ignores the read-only ones', () => {
  expect(Object.keys(CustomerInput.shape).sort()).toEqual(Object.keys(Customer.shape).sort())
})

test.each(['got', 'exported'] as const)('a customer as %s can be sent back, which changes nothing', async (how) => {
  const steve = await withSteve()
  const { tenant, id, got } = steve
  expect((await tenant.patch(`/v1/customers/${id}`, steve[how])).body).toEqual(got)
  expect((await tenant.put('/v1/customers/external/crm-1', steve[how])).body).toEqual(got)
  const { body } = await tenant.post('/v1/customers/batch', { customers: [steve[how]], on_conflict: 'update' })
  expect(body.results[0]).toMatchObject({ status: 200, customer: { id } })
  expect(await find(tenant, id)).toEqual(got)
})

test.each(['got', 'exported'] as const)('a customer as %s creates the same customer in another tenant', async (how) => {
  const steve = await withSteve()
  const other = await newTenant()
  const created = await other.post('/v1/customers', steve[how])
  expect(created.status).toBe(201)
  const copy = await find(other, created.body.id)
  for (const field of SETTABLE) expect([field, copy[field]]).toEqual([field, steve.got[field]])
  expect(copy).toMatchObject({ subscription_count: 0, instance_count: 0, failed_instance_count: 0, instances: [] })
  expect(copy.id).not.toBe(steve.id)
  expect(copy.created_at > steve.got.created_at).toBe(true)
})

test('read-only fields are ignored whatever their value', async () => {
  const { tenant, id, got } = await withSteve()
  const { body } = await tenant.patch(`/v1/customers/${id}`, { id: 5, archived_at: 'now', instance_count: null })
  expect(body).toEqual(got)
})

test.each([
  ['version', 1],
  ['Id', 'x'],
  ['tenant_id', 'x'],
  ['email_key', 'x'],
])('the unknown field %s is still rejected', async (field, value) => {
  const { tenant, id } = await withSteve()
  const sent = { [field]: value }
  for (const response of [
    await tenant.post('/v1/customers', sent),
    await tenant.patch(`/v1/customers/${id}`, sent),
    await tenant.put('/v1/customers/external/crm-1', sent),
  ]) {
    expect(validationErrors(response)).toEqual([`body.${field} extra_forbidden`])
  }
})

test('a PUT whose external id differs from the path is rejected, with all other validation errors', async () => {
  const { tenant, exported } = await withSteve()
  const path = '/v1/customers/external/crm-2'
  expect(validationErrors(await tenant.put(path, exported))).toEqual(['body.external_id value_error'])
  expect(validationErrors(await tenant.put(path, { ...exported, email: 'x' }))).toEqual([
    ...['body.email value_error', 'body.external_id value_error'],
  ])
  for (const external_id of [null, ' ', ' crm-2 ']) {
    expect([200, 201]).toContain((await tenant.put(path, { external_id })).status)
  }
  expect((await tenant.get(path)).body.external_id).toBe('crm-2')
})
