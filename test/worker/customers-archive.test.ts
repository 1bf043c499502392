import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator, type Tenant, validationErrors } from './harness.ts'

const at = (id: string) => `/v1/customers/${id}`
const archive = async (tenant: Tenant, id: string) => expect((await tenant.delete(at(id))).status).toBe(204)
const restore = (tenant: Tenant, id: string) => tenant.post(`${at(id)}/restore`)
const listedIds = async (tenant: Tenant, query = '') =>
  (await tenant.get(`/v1/customers${query}`)).body.customers.map(({ id }: { id: string }) => id)

async function withArchived(fields: object = {}) {
  const tenant = await newTenant()
  const { id } = await tenant.customer({ company_name: 'Steve', ...fields })
  await archive(tenant, id)
  return { tenant, id }
}

test('archiving returns 204 without a body and leaves past subscriptions and instances unchanged', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  await tenant.row('subscriptions', { customer_id: id, status: 'canceled' })
  await tenant.row('instances', { customer_id: id, status: 'stopped' })
  const { status, body } = await tenant.delete(at(id))
  expect([status, body]).toEqual([204, ''])
  const found = (await tenant.get(`${at(id)}?include_archived=true`)).body
  expect(found).toMatchObject({ subscription_count: 1, instance_count: 1 })
  expect(found.archived_at).toMatch(/^\d{4}-.*Z$/)
  expect(found.updated_at > found.created_at).toBe(true)
})

const ARCHIVED = 'The customer is archived. Get it with include_archived=true, or restore it.'

test('an archived customer is missing from get, list, update, clone, export and a second archiving', async () => {
  const { tenant, id } = await withArchived()
  const other = await tenant.customer()
  const body = { source_customer_id: id, company_name: 'Pete' }
  const responses = [
    await tenant.get(at(id)),
    await tenant.patch(at(id), { company_name: 'New' }),
    await tenant.patch(at(id), {}),
    await tenant.delete(at(id)),
    await tenant.post(`${at(id)}/clone`, body),
    await tenant.post(`${at(id)}/clone?include_archived=false`, body),
  ]
  for (const response of responses) {
    expect(response).toMatchObject({ status: 404, body: { code: 'not_found', detail: ARCHIVED } })
  }
  expect(await listedIds(tenant)).toEqual([other.id])
  expect((await tenant.get('/v1/customers')).body.total).toBe(1)
  expect((await tenant.get('/v1/customers/export')).body).not.toContain(id)
  const bound = tenant.as(await tenant.boundKey(id))
  for (const query of ['', '?include_archived=true']) expect((await bound.get(`${at(id)}${query}`)).status).toBe(404)
})

test('get, list, clone and export include an archived customer with include_archived=true', async () => {
  const { tenant, id } = await withArchived({ industry: 'plumbing' })
  const { status, body } = await tenant.get(`${at(id)}?include_archived=true`)
  expect([status, body.id]).toEqual([200, id])
  expect(await listedIds(tenant, '?include_archived=true')).toEqual([id])
  expect((await tenant.get('/v1/customers?include_archived=true')).body).toMatchObject({
    ...{ total: 1, customers: [{ archived_at: body.archived_at }] },
  })
  expect((await tenant.get('/v1/customers/export?include_archived=true')).body).toContain(id)
  const cloned = await tenant.post(`${at(id)}/clone?include_archived=true`, {
    ...{ source_customer_id: id, company_name: 'Pete' },
  })
  expect(cloned.status).toBe(201)
  expect((await tenant.get(at(cloned.body.id))).body).toMatchObject({ industry: 'plumbing', archived_at: null })
})

test.each(['', '1', 'TRUE', 'yes'])('include_archived=%s is rejected', async (value) => {
  const { tenant, id } = await withArchived()
  const query = `?include_archived=${value}`
  const responses = [
    await tenant.get(`/v1/customers${query}`),
    await tenant.get(`/v1/customers/export${query}`),
    await tenant.get(at(id) + query),
    await tenant.post(`${at(id)}/clone${query}`, { source_customer_id: id, company_name: 'Pete' }),
  ]
  for (const response of responses) expect(validationErrors(response)).toEqual(['query.include_archived bool_parsing'])
})

describe('archiving', () => {
  test.each([
    ['subscriptions', 'active', 'active_subscription_ids'],
    ['subscriptions', 'trialing', 'active_subscription_ids'],
    ['instances', 'running', 'running_instance_ids'],
  ])('is rejected while one of its %s is %s, and the response lists its id', async (table, status, field) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const blockingId = await tenant.row(table, { customer_id: id, status })
    const before = (await tenant.get(at(id))).body
    const response = await tenant.delete(at(id))
    expect(response).toMatchObject({ status: 409, body: { code: 'conflict', request_id: expect.any(String) } })
    const none = { active_subscription_ids: [], running_instance_ids: [] }
    expect(response.body).toMatchObject({ ...none, [field]: [blockingId] })
    expect((await tenant.get(at(id))).body).toEqual(before)
  })

  test('is rejected with all blocking ids of the customer, but none of other customers', async () => {
    const tenant = await newTenant()
    const [{ id }, other] = [await tenant.customer(), await tenant.customer()]
    const rows = async (table: string, statuses: string[], customer_id: string) =>
      Promise.all(statuses.map((status) => tenant.row(table, { customer_id, status })))
    const active = await rows('subscriptions', ['active', 'trialing', 'active'], id)
    const running = await rows('instances', ['running', 'running'], id)
    await rows('subscriptions', ['canceled', 'past_due', 'paused'], id)
    await rows('instances', ['stopped', 'failed', 'terminated', 'provisioning'], id)
    await rows('subscriptions', ['active'], other.id)
    const { body } = await tenant.delete(at(id))
    expect(body.active_subscription_ids.sort()).toEqual(active.sort())
    expect(body.running_instance_ids.sort()).toEqual(running.sort())
  })

  test.each(['incomplete', 'incomplete_expired', 'past_due', 'canceled', 'unpaid', 'paused'])(
    'succeeds with a subscription that is %s',
    async (status) => {
      const tenant = await newTenant()
      const { id } = await tenant.customer()
      await tenant.row('subscriptions', { customer_id: id, status })
      await archive(tenant, id)
    },
  )

  test('is rejected for a concurrently activated subscription, unless the archiving commits first', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const insertion = operator(
      `with created as (
         insert into subscriptions (tenant_id, customer_id, status) values ($1, $2, 'active') returning id)
       select id, pg_sleep(0.4) from created`,
      [tenant.id, id],
    )
    await new Promise((resolve) => setTimeout(resolve, 150))
    const response = await tenant.delete(at(id))
    await insertion
    const [row] = await operator(
      'select archived_at is null as live, active_subscription_count as n from customers where id = $1',
      [id],
    )
    if (response.status === 409) expect(row).toMatchObject({ live: true, n: 1 })
    else expect(response.status).toBe(204)
  })
})

test('archiving or restoring a missing customer returns 404', async () => {
  const tenant = await newTenant()
  expect((await tenant.delete(at(absentId()))).status).toBe(404)
  expect((await restore(tenant, absentId())).status).toBe(404)
})

test('of 10 concurrent archivings, one succeeds and the others return 404', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  const responses = await Promise.all(Array.from({ length: 10 }, () => tenant.delete(at(id))))
  expect(responses.map(({ status }) => status).sort()).toEqual([204, ...Array(9).fill(404)])
})
