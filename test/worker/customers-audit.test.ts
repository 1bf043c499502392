import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator, type Tenant } from './harness.ts'

const at = (id: string) => `/v1/customers/${id}`

/** What was written down since the given number of rows, and that it names the key and the request. */
async function writtenSince(tenant: Tenant, count: number) {
  const rows = await operator(
    `select actor_key_id::text, operation, action, resource_type, resource_id::text, before, after, request_id
       from audit_log where tenant_id = $1 order by id offset $2`,
    [tenant.id, count],
  )
  for (const row of rows) {
    expect(row).toMatchObject({ actor_key_id: tenant.keys.live.id, request_id: expect.any(String) })
  }
  return rows
}
const countOf = async (tenant: Tenant) => (await writtenSince(tenant, 0)).length
const FULL = { company_name: 'Steve', email: 'steve@x.example', external_id: 'x', metadata: { plan: 'gold' } }

describe('is written down', () => {
  test('a change: the fields that changed, before and after, and the request', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer(FULL)
    const headers = { 'X-Request-Id': 'change-1' }
    const sent = { company_name: 'Steve', email: null, metadata: { plan: null, seats: 5 }, currency: 'usd' }
    await tenant.patch(at(id), sent, { headers })
    expect(await writtenSince(tenant, 1)).toEqual([
      {
        ...{ actor_key_id: tenant.keys.live.id, operation: 'updateCustomer', action: 'update', request_id: 'change-1' },
        ...{ resource_type: 'customer', resource_id: id },
        before: { email: 'steve@x.example', metadata: { plan: 'gold' }, currency: null },
        after: { email: null, metadata: { seats: 5 }, currency: 'USD' },
      },
    ])
  })

  test('archiving and restoring', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer(FULL)
    await tenant.delete(at(id))
    await tenant.post(`${at(id)}/restore`)
    const [archived, restored, ...more] = await writtenSince(tenant, 1)
    const time = expect.any(String)
    expect(archived).toMatchObject({ operation: 'archiveCustomer', action: 'update', resource_id: id })
    expect([archived?.before, archived?.after]).toEqual([{ archived_at: null }, { archived_at: time }])
    expect(restored).toMatchObject({ operation: 'restoreCustomer', action: 'update', resource_id: id })
    expect([restored?.before, restored?.after]).toEqual([{ archived_at: time }, { archived_at: null }])
    expect(more).toEqual([])
  })

  test('a put by external id: first the creation, then the change', async () => {
    const tenant = await newTenant()
    const path = '/v1/customers/external/x'
    const { body } = await tenant.put(path, { company_name: 'Steve' })
    await tenant.put(path, { company_name: 'Pete' })
    const [made, changed, ...more] = await writtenSince(tenant, 0)
    const of = { operation: 'putCustomerByExternalId', resource_id: body.id }
    expect(made).toMatchObject({ ...of, action: 'create', before: null })
    expect(made?.after).toMatchObject({ external_id: 'x', company_name: 'Steve' })
    expect(changed).toMatchObject({ ...of, action: 'update' })
    expect([changed?.before, changed?.after]).toEqual([{ company_name: 'Steve' }, { company_name: 'Pete' }])
    expect(more).toEqual([])
  })

  test('of a batch each customer that was created, and no other', async () => {
    const tenant = await newTenant()
    const customers = [{ email: 'a@x.example' }, { email: 'steve' }, { email: 'A@x.example' }, {}]
    const { body } = await tenant.post('/v1/customers/batch', { customers })
    const rows = await writtenSince(tenant, 0)
    expect(rows.map(({ operation, action }) => `${operation} ${action}`)).toEqual(
      Array(2).fill('createCustomers create'),
    )
    const made = [0, 3].map((place) => body.results[place].customer.id)
    expect(rows.map(({ resource_id }) => resource_id).sort()).toEqual(made.sort())
  })
})

describe('leaves no row', () => {
  test.each<[string, (tenant: Tenant, id: string) => Promise<unknown>]>([
    ['a change of nothing', (tenant, id) => tenant.patch(at(id), {})],
    ['a change to what is', (tenant, id) => tenant.patch(at(id), FULL)],
    ['a stale change', (tenant, id) => tenant.patch(at(id), { email: null }, { headers: { 'If-Match': '"0"' } })],
    ['a taken email', (tenant, id) => tenant.patch(at(id), { email: 'other@x.example' })],
    ['a faulty change', (tenant, id) => tenant.patch(at(id), { email: 'steve' })],
    ['a change of nobody', (tenant) => tenant.patch(at(absentId()), { email: null })],
    ['a put of what is', (tenant) => tenant.put('/v1/customers/external/x', { company_name: 'Steve' })],
    ['a put of a taken email', (tenant) => tenant.put('/v1/customers/external/y', { email: 'other@x.example' })],
    [
      'archiving what runs',
      (tenant) => tenant.get('/v1/customers').then(({ body }) => tenant.delete(at(body.customers[0].id))),
    ],
    ['archiving nobody', (tenant) => tenant.delete(at(absentId()))],
    ['restoring what is not archived', (tenant, id) => tenant.post(`${at(id)}/restore`)],
    ['restoring nobody', (tenant) => tenant.post(`${at(absentId())}/restore`)],
    [
      'a batch of conflicts',
      (tenant) => tenant.post('/v1/customers/batch', { customers: [{ email: 'other@x.example' }] }),
    ],
    ['a list', (tenant) => tenant.get('/v1/customers')],
    ['an export', (tenant) => tenant.get('/v1/customers/export')],
    [
      'a clone that is dry',
      (tenant, id) => tenant.post(`${at(id)}/clone`, { source_customer_id: id, company_name: 'Pete', dry_run: true }),
    ],
    [
      'a change by a bound key',
      async (tenant, id) => tenant.as(await tenant.boundKey(id)).patch(at(id), { email: null }),
    ],
  ])('%s', async (_, act) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer(FULL)
    const other = await tenant.customer({ email: 'other@x.example' })
    await tenant.row('instances', { customer_id: other.id, status: 'running' })
    const count = await countOf(tenant)
    await act(tenant, id)
    expect(await countOf(tenant)).toBe(count)
  })
})
