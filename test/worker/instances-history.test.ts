import { describe, expect, test } from 'vitest'
import { absentId, asTenantRole, newTenant, operator, type Tenant, validationErrors } from './harness.ts'

async function withInstance() {
  const tenant = await newTenant()
  const { id: customer } = await tenant.customer()
  const { body } = await tenant.post('/v1/instances', { customer_id: customer })
  return { tenant, customer, instance: body, path: `/v1/instances/${body.id}` }
}

const changeStatus = async (tenant: Tenant, path: string, status: string, key?: string) =>
  expect((await (key ? tenant.as(key) : tenant).patch(path, { status })).status).toBe(200)

test('the history lists each status change, newest first, with time and key, down to the registration', async () => {
  const { tenant, instance, path } = await withInstance()
  const other = await tenant.key()
  await changeStatus(tenant, path, 'running')
  await changeStatus(tenant, path, 'stopped', other.key)
  await changeStatus(tenant, path, 'running')
  const { updated_at } = (await tenant.get(path)).body

  const { status, body } = await tenant.get(`${path}/history`)
  expect(status).toBe(200)
  const by = { moved_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), actor_key_id: tenant.keys.live.id }
  expect(body).toEqual({
    moves: [
      { from_status: 'stopped', to_status: 'running', ...by },
      { from_status: 'running', to_status: 'stopped', ...by, actor_key_id: other.id },
      { from_status: 'provisioning', to_status: 'running', ...by },
      { from_status: null, to_status: 'provisioning', ...by, moved_at: instance.created_at },
    ],
    page: 1,
    per_page: 20,
    total: 4,
    total_pages: 1,
    next_cursor: null,
  })
  const times = body.moves.map((change: { moved_at: string }) => change.moved_at)
  expect(times).toEqual(times.toSorted().reverse())
  expect(times[0] >= updated_at).toBe(true)
})

test('a customer-bound key does not see which key changed the status', async () => {
  const { tenant, customer, path } = await withInstance()
  const { status, body } = await tenant.as(await tenant.boundKey(customer)).get(`${path}/history`)
  expect([status, body.moves]).toMatchObject([200, [{ to_status: 'provisioning', actor_key_id: null }]])
})

test('a status change in SQL is recorded like any other, without a key', async () => {
  const { tenant, customer, path } = await withInstance()
  await operator(
    `insert into instances (tenant_id, customer_id, status) values ($1, $2, 'stopped'), ($1, $2, 'failed')`,
    [...[tenant.id, customer]],
  )
  await operator(`update instances set status = 'terminated' where tenant_id = $1`, [tenant.id])
  await operator(`update instances set agent_name = 'x' where tenant_id = $1`, [tenant.id])
  const { instances } = (await tenant.get('/v1/instances')).body
  for (const { id } of instances) {
    const { body } = await tenant.get(`/v1/instances/${id}/history`)
    expect(body.moves.map((change: { to_status: string }) => change.to_status)).toEqual([
      'terminated',
      expect.any(String),
    ])
    expect(body.moves[0].actor_key_id).toBeNull()
  }
  expect((await tenant.get(`${path}/history`)).body.moves[1].actor_key_id).toBe(tenant.keys.live.id)
})

test('an instance that is assigned to another customer keeps its history', async () => {
  const { tenant, instance, path } = await withInstance()
  const other = await tenant.customer()
  await operator(`update instances set customer_id = $2, status = 'running' where id = $1`, [instance.id, other.id])
  expect((await tenant.as(await tenant.boundKey(other.id)).get(`${path}/history`)).body.total).toBe(2)
})

describe('pages of the history', () => {
  test('by number and by cursor list each status change once, even while others are added', async () => {
    const { tenant, path } = await withInstance()
    for (const status of ['running', 'stopped', 'running', 'stopped', 'running', 'failed'])
      await changeStatus(tenant, path, status)
    const all = (await tenant.get(`${path}/history`)).body.moves
    expect(all).toHaveLength(7)

    const pages = await Promise.all([1, 2, 3, 4].map((page) => tenant.get(`${path}/history?per_page=3&page=${page}`)))
    expect(pages.flatMap(({ body }) => body.moves)).toEqual(all)
    expect(pages[3]?.body).toMatchObject({ moves: [], total: 7, total_pages: 3, next_cursor: null })

    const seen = []
    let cursor = ''
    do {
      const { body } = await tenant.get(`${path}/history?per_page=3${cursor}`)
      seen.push(...body.moves)
      if (seen.length === 3) await changeStatus(tenant, path, 'terminated')
      cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : ''
    } while (cursor)
    expect(seen).toEqual(all)
  })

  test('are continued only by a cursor of the same instance', async () => {
    const { tenant, customer, path } = await withInstance()
    await changeStatus(tenant, path, 'running')
    const { next_cursor } = (await tenant.get(`${path}/history?per_page=1`)).body
    const { body: other } = await tenant.post('/v1/instances', { customer_id: customer })
    const response = await tenant.get(`/v1/instances/${other.id}/history?cursor=${next_cursor}`)
    expect(validationErrors(response)).toEqual(['query.cursor value_error'])
  })

  test.each([
    ['page=0', 'page greater_than_equal'],
    ['per_page=101', 'per_page less_than_equal'],
    ['per_page=x', 'per_page int_parsing'],
    ['cursor=x', 'cursor value_error'],
    ['sort_by=moved_at', 'sort_by extra_forbidden'],
  ])('reject %s', async (query, error) => {
    const { tenant, path } = await withInstance()
    expect(validationErrors(await tenant.get(`${path}/history?${query}`))).toEqual([`query.${error}`])
  })
})

test('the history of an unknown instance returns 404, whatever the page', async () => {
  const tenant = await newTenant()
  for (const query of ['', '?page=2', '?per_page=1']) {
    expect((await tenant.get(`/v1/instances/${absentId()}/history${query}`)).status).toBe(404)
  }
})

test('the tenant role reads only the history of its tenant or bound customer, and cannot write it', async () => {
  const [{ tenant, customer, instance }, otherTenant] = [await withInstance(), await withInstance()]
  await tenant.post('/v1/instances', { customer_id: (await tenant.customer()).id })
  const as = (settings: Record<string, string>, text: string) => asTenantRole(text, settings)
  const admin = { 'app.tenant_id': tenant.id, 'app.role': 'admin' }
  const bound = { 'app.tenant_id': tenant.id, 'app.role': 'customer', 'app.customer_id': customer }
  const read = 'select instance_id from instance_transitions'
  expect(await as({}, read)).toEqual([])
  expect(await as({ 'app.tenant_id': tenant.id }, read)).toEqual([])
  expect(await as(admin, read)).toHaveLength(2)
  expect(await as(bound, read)).toEqual([{ instance_id: instance.id }])
  expect(await as(admin, `${read} where instance_id = '${otherTenant.instance.id}'`)).toEqual([])
  for (const write of [
    `insert into instance_transitions (customer_id, instance_id, to_status, moved_at)
     values ('${customer}', '${instance.id}', 'running', now())`,
    `update instance_transitions set moved_at = now()`,
    `delete from instance_transitions`,
    `update instances set customer_id = customer_id`,
    `update instances set created_at = now()`,
  ]) {
    await expect(as(admin, write)).rejects.toMatchObject({ code: '42501' })
  }
})
