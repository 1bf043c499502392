import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator, type Tenant } from './harness.ts'

const at = (id: string) => `/v1/customers/${id}`

/** The audit log entries after the first `count`. Each one must name the key and the request. */
async function entriesSince(tenant: Tenant, count: number) {
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
const entryCount = async (tenant: Tenant) => (await entriesSince(tenant, 0)).length
const FULL = { company_name: 'Steve', email: 'steve@x.example', external_id: 'x', metadata: { plan: 'gold' } }

describe('the audit log contains', () => {
  test('an update: the changed fields, before and after, and the request', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer(FULL)
    const headers = { 'X-Request-Id': 'change-1' }
    const sent = { company_name: 'Steve', email: null, metadata: { plan: null, seats: 5 }, currency: 'usd' }
    await tenant.patch(at(id), sent, { headers })
    expect(await entriesSince(tenant, 1)).toEqual([
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
    const [archived, restored, ...more] = await entriesSince(tenant, 1)
    const time = expect.any(String)
    expect(archived).toMatchObject({ operation: 'archiveCustomer', action: 'update', resource_id: id })
    expect([archived?.before, archived?.after]).toEqual([{ archived_at: null }, { archived_at: time }])
    expect(restored).toMatchObject({ operation: 'restoreCustomer', action: 'update', resource_id: id })
    expect([restored?.before, restored?.after]).toEqual([{ archived_at: time }, { archived_at: null }])
    expect(more).toEqual([])
  })

  test('a put by external id: first the creation, then the update', async () => {
    const tenant = await newTenant()
    const path = '/v1/customers/external/x'
    const { body } = await tenant.put(path, { company_name: 'Steve' })
    await tenant.put(path, { company_name: 'Pete' })
    const [created, changed, ...more] = await entriesSince(tenant, 0)
    const common = { operation: 'putCustomerByExternalId', resource_id: body.id }
    expect(created).toMatchObject({ ...common, action: 'create', before: null })
    expect(created?.after).toMatchObject({ external_id: 'x', company_name: 'Steve' })
    expect(changed).toMatchObject({ ...common, action: 'update' })
    expect([changed?.before, changed?.after]).toEqual([{ company_name: 'Steve' }, { company_name: 'Pete' }])
    expect(more).toEqual([])
  })

  test('a batch: only the customers that were created', async () => {
    const tenant = await newTenant()
    const customers = [{ email: 'a@x.example' }, { email: 'steve' }, { email: 'A@x.example' }, {}]
    const { body } = await tenant.post('/v1/customers/batch', { customers })
    const rows = await entriesSince(tenant, 0)
    expect(rows.map(({ operation, action }) => `${operation} ${action}`)).toEqual(
      Array(2).fill('createCustomers create'),
    )
    const created = [0, 3].map((place) => body.results[place].customer.id)
    expect(rows.map(({ resource_id }) => resource_id).sort()).toEqual(created.sort())
  })
})

describe('no audit log entry is written for', () => {
  test.each<[string, (tenant: Tenant, id: string) => Promise<unknown>]>([
    ['an empty update', (tenant, id) => tenant.patch(at(id), {})],
    ['an update to the same values', (tenant, id) => tenant.patch(at(id), FULL)],
    [
      'an update with a stale ETag',
      (tenant, id) => tenant.patch(at(id), { email: null }, { headers: { 'If-Match': '"0"' } }),
    ],
    ['a taken email', (tenant, id) => tenant.patch(at(id), { email: 'other@x.example' })],
    ['an invalid update', (tenant, id) => tenant.patch(at(id), { email: 'steve' })],
    ['an update of a missing customer', (tenant) => tenant.patch(at(absentId()), { email: null })],
    ['a put of the same values', (tenant) => tenant.put('/v1/customers/external/x', { company_name: 'Steve' })],
    ['a put of a taken email', (tenant) => tenant.put('/v1/customers/external/y', { email: 'other@x.example' })],
    [
      'archiving a customer with a running instance',
      (tenant) => tenant.get('/v1/customers').then(({ body }) => tenant.delete(at(body.customers[0].id))),
    ],
    ['archiving a missing customer', (tenant) => tenant.delete(at(absentId()))],
    ['restoring a customer that is not archived', (tenant, id) => tenant.post(`${at(id)}/restore`)],
    ['restoring a missing customer', (tenant) => tenant.post(`${at(absentId())}/restore`)],
    [
      'a batch of conflicts',
      (tenant) => tenant.post('/v1/customers/batch', { customers: [{ email: 'other@x.example' }] }),
    ],
    ['a list', (tenant) => tenant.get('/v1/customers')],
    ['an export', (tenant) => tenant.get('/v1/customers/export')],
    [
      'a dry run of a clone',
      (tenant, id) => tenant.post(`${at(id)}/clone`, { source_customer_id: id, company_name: 'Pete', dry_run: true }),
    ],
    [
      'an update by a customer-bound key',
      async (tenant, id) => tenant.as(await tenant.boundKey(id)).patch(at(id), { email: null }),
    ],
  ])('%s', async (_, act) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer(FULL)
    const other = await tenant.customer({ email: 'other@x.example' })
    await tenant.row('instances', { customer_id: other.id, status: 'running' })
    const count = await entryCount(tenant)
    await act(tenant, id)
    expect(await entryCount(tenant)).toBe(count)
  })
})
