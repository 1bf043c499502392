import { describe, expect, test } from 'vitest'
import { absentId, faults, newTenant, operator, type Tenant } from './harness.ts'

const at = (id: string) => `/v1/customers/${id}`
const archive = async (tenant: Tenant, id: string) => expect((await tenant.delete(at(id))).status).toBe(204)
const restore = (tenant: Tenant, id: string) => tenant.post(`${at(id)}/restore`)
const listed = async (tenant: Tenant, query = '') =>
  (await tenant.get(`/v1/customers${query}`)).body.customers.map(({ id }: { id: string }) => id)

async function withArchived(fields: object = {}) {
  const tenant = await newTenant()
  const { id } = await tenant.customer({ company_name: 'Steve', ...fields })
  await archive(tenant, id)
  return { tenant, id }
}

test('an archived customer answers 204 without a body, and its subscriptions and instances of the past stay', async () => {
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

test('it is gone from get, list, change, clone, export and a second archiving', async () => {
  const { tenant, id } = await withArchived()
  const other = await tenant.customer()
  const body = { source_customer_id: id, company_name: 'Pete' }
  const answers = [
    await tenant.get(at(id)),
    await tenant.patch(at(id), { company_name: 'New' }),
    await tenant.patch(at(id), {}),
    await tenant.delete(at(id)),
    await tenant.post(`${at(id)}/clone`, body),
    await tenant.post(`${at(id)}/clone?include_archived=false`, body),
  ]
  for (const answer of answers) expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
  expect(await listed(tenant)).toEqual([other.id])
  expect((await tenant.get('/v1/customers')).body.total).toBe(1)
  expect((await tenant.get('/v1/customers/export')).body).not.toContain(id)
  const bound = tenant.as(await tenant.boundKey(id))
  for (const query of ['', '?include_archived=true']) expect((await bound.get(`${at(id)}${query}`)).status).toBe(404)
})

test('get, list, clone and export see it when they are asked to', async () => {
  const { tenant, id } = await withArchived({ industry: 'plumbing' })
  const { status, body } = await tenant.get(`${at(id)}?include_archived=true`)
  expect([status, body.id]).toEqual([200, id])
  expect(await listed(tenant, '?include_archived=true')).toEqual([id])
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

test.each(['', '1', 'TRUE', 'yes'])('include_archived=%s is refused', async (value) => {
  const { tenant, id } = await withArchived()
  const query = `?include_archived=${value}`
  const answers = [
    await tenant.get(`/v1/customers${query}`),
    await tenant.get(`/v1/customers/export${query}`),
    await tenant.get(at(id) + query),
    await tenant.post(`${at(id)}/clone${query}`, { source_customer_id: id, company_name: 'Pete' }),
  ]
  for (const answer of answers) expect(faults(answer)).toEqual(['query.include_archived bool_parsing'])
})

describe('refused', () => {
  test.each([
    ['subscriptions', 'active', 'active_subscription_ids'],
    ['subscriptions', 'trialing', 'active_subscription_ids'],
    ['instances', 'running', 'running_instance_ids'],
  ])('while one of its %s is %s: the answer lists its id', async (table, status, field) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const standing = await tenant.row(table, { customer_id: id, status })
    const before = (await tenant.get(at(id))).body
    const refused = await tenant.delete(at(id))
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict', request_id: expect.any(String) } })
    const none = { active_subscription_ids: [], running_instance_ids: [] }
    expect(refused.body).toMatchObject({ ...none, [field]: [standing] })
    expect((await tenant.get(at(id))).body).toEqual(before)
  })

  test('with the ids of all, but none of another customer’s', async () => {
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
    'not for a subscription that is %s',
    async (status) => {
      const tenant = await newTenant()
      const { id } = await tenant.customer()
      await tenant.row('subscriptions', { customer_id: id, status })
      await archive(tenant, id)
    },
  )

  test('for a subscription that becomes active concurrently, unless the archiving commits first', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const slow = operator(
      `with made as (insert into subscriptions (tenant_id, customer_id, status) values ($1, $2, 'active') returning id)
       select id, pg_sleep(0.4) from made`,
      [tenant.id, id],
    )
    await new Promise((resolve) => setTimeout(resolve, 150))
    const answer = await tenant.delete(at(id))
    await slow
    const [row] = await operator(
      'select archived_at is null as live, active_subscription_count as n from customers where id = $1',
      [id],
    )
    if (answer.status === 409) expect(row).toMatchObject({ live: true, n: 1 })
    else expect(answer.status).toBe(204)
  })
})

test('a customer that does not exist is 404 to archive and to restore', async () => {
  const tenant = await newTenant()
  expect((await tenant.delete(at(absentId()))).status).toBe(404)
  expect((await restore(tenant, absentId())).status).toBe(404)
})

test('of 10 concurrent archivings one passes and the others find nothing', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  const answers = await Promise.all(Array.from({ length: 10 }, () => tenant.delete(at(id))))
  expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(9).fill(404)])
})
