import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator, type Tenant } from './harness.ts'

const DETAILS = {
  agent_name: 'dispatcher',
  hostname: 'agent-7.steve.example',
  ip_address: '203.0.113.7',
  preset_id: 'field-service',
  product_tier_name: 'Pro',
  provider: 'aws',
  region_id: 'us-east-1',
  runtime_type: 'container',
  workload_type: 'voice',
}
const NOTHING = Object.fromEntries(Object.keys(DETAILS).map((name) => [name, null]))

/** A tenant with a customer that has an instance. */
async function withInstance(fields: object = {}) {
  const tenant = await newTenant()
  const customer = await tenant.customer()
  const { status, body } = await tenant.post('/v1/instances', { customer_id: customer.id, ...fields })
  expect(status).toBe(201)
  return { tenant, customer, instance: body, path: `/v1/instances/${body.id}` }
}

/** The total and running instance counts of a customer, which must be the same in the list and on their own. */
async function counts(tenant: Tenant, id: string) {
  const { body } = await tenant.get('/v1/customers')
  const listed = body.customers.find((customer: { id: string }) => customer.id === id)
  const single = (await tenant.get(`/v1/customers/${id}`)).body
  expect(single.instances.length).toBe(single.instance_count)
  const of = (row: Record<string, number>) => [row.instance_count, row.running_instance_count]
  expect(of(listed)).toEqual(of(single))
  return of(single)
}

const audited = (tenant: Tenant) =>
  operator(
    `select operation, action, resource_type, resource_id, actor_key_id, request_id, before, after
       from audit_log where tenant_id = $1 and resource_type <> 'customer' order by id`,
    [tenant.id],
  )

describe('registering an instance', () => {
  test('returns the whole instance and its Location, which returns the same', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const response = await tenant.post('/v1/instances', {
      customer_id: id.toUpperCase(),
      ...DETAILS,
      status: 'running',
    })
    expect(response.status).toBe(201)
    const times = { created_at: expect.stringMatching(/Z$/), updated_at: response.body.created_at }
    expect(response.body).toEqual({ id: expect.any(String), customer_id: id, ...DETAILS, status: 'running', ...times })
    expect(response.headers.get('Location')).toBe(`/v1/instances/${response.body.id}`)

    const got = await tenant.get(response.headers.get('Location') ?? '')
    expect([got.status, got.body]).toEqual([200, response.body])
    expect((await tenant.get('/v1/instances')).body.instances).toEqual([response.body])
    expect((await tenant.get(`/v1/customers/${id}`)).body.instances).toEqual([response.body])
  })

  test('requires only the customer: other fields are null, and the status is provisioning', async () => {
    for (const fields of [{}, { ...NOTHING, status: null }]) {
      const { instance } = await withInstance(fields)
      expect(instance).toMatchObject({ ...NOTHING, status: 'provisioning' })
    }
  })

  test('returns 404 for an unknown customer or one of another tenant, and writes nothing', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()]
    for (const customer_id of [absentId(), (await other.customer()).id]) {
      const { status, body } = await tenant.post('/v1/instances', { customer_id })
      expect([status, body.code, body.detail]).toEqual([404, 'not_found', 'No customer has this id.'])
    }
    expect(await operator('select 1 from instances where tenant_id = any ($1)', [[tenant.id, other.id]])).toEqual([])
    expect(await audited(tenant)).toEqual([])
  })

  test('succeeds 20 times concurrently for one customer, and all are counted', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        tenant.post('/v1/instances', { customer_id: id, status: index % 2 ? 'running' : 'provisioning' }),
      ),
    )
    expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(201))
    expect(await counts(tenant, id)).toEqual([20, 10])
  })
})

describe('updating an instance', () => {
  test('changes only the fields that are sent, and clears those that are null', async () => {
    const { tenant, instance, path } = await withInstance(DETAILS)
    let expected = instance
    for (const [name, value] of Object.entries({ ...DETAILS, hostname: 'other.example', ip_address: '2001:db8::7' })) {
      for (const change of [{ [name]: null }, { [name]: value }]) {
        const { status, body } = await tenant.patch(path, change)
        expected = { ...expected, ...change, updated_at: body.updated_at }
        expect([status, body]).toEqual([200, expected])
      }
    }
    expect(expected.updated_at > instance.updated_at).toBe(true)
    expect((await tenant.get(path)).body).toEqual(expected)
  })

  test('without fields or with their current values returns the instance and changes nothing', async () => {
    const { tenant, instance, path } = await withInstance({ ...DETAILS, status: 'running' })
    for (const change of [{}, DETAILS, { ip_address: ' 203.0.113.7 ' }]) {
      expect((await tenant.patch(path, change)).body).toEqual(instance)
    }
    expect(await audited(tenant)).toHaveLength(1)
    expect((await tenant.get(`${path}/history`)).body.total).toBe(1)
  })

  test('applies all concurrent changes of different fields', async () => {
    const { tenant, instance, path } = await withInstance()
    const changes = Object.entries({ ...DETAILS, status: 'running' })
    await Promise.all(changes.map(([name, value]) => tenant.patch(path, { [name]: value })))
    const { body } = await tenant.get(path)
    expect(body).toEqual({ ...instance, ...DETAILS, status: 'running', updated_at: body.updated_at })
  })
})

test('each change is in the audit log with its key, before and after; a rejected one is not', async () => {
  const { tenant, customer, instance, path } = await withInstance()
  const headers = { 'X-Request-Id': 'the-one' }
  await tenant.patch(path, { status: 'terminated', hostname: 'a.example', provider: null }, { headers })
  expect((await tenant.patch(path, { status: 'running', hostname: 'b.example' })).status).toBe(409)
  await tenant.delete(path, { headers })

  const of = { resource_type: 'instance', resource_id: instance.id, actor_key_id: tenant.keys.live.id }
  const registered = { id: instance.id, customer_id: customer.id, ...NOTHING, status: 'provisioning' }
  const changed = { status: 'terminated', hostname: 'a.example' }
  expect(await audited(tenant)).toEqual([
    {
      ...of,
      operation: 'registerInstance',
      action: 'create',
      request_id: expect.any(String),
      before: null,
      after: registered,
    },
    {
      ...of,
      operation: 'updateInstance',
      action: 'update',
      request_id: 'the-one',
      before: { status: 'provisioning', hostname: null },
      after: changed,
    },
    {
      ...of,
      operation: 'deleteInstance',
      action: 'delete',
      request_id: 'the-one',
      before: { ...registered, ...changed },
      after: null,
    },
  ])
})
