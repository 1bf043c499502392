import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator, type Tenant } from './harness.ts'

const at = (id: string) => `/v1/customers/${id}`
const etag = async (tenant: Tenant, id: string) => (await tenant.get(at(id))).headers.get('ETag') ?? 'none'
const EXTERNAL = '/v1/customers/external/crm-4711'
const ifMatch = (value: string) => ({ headers: { 'If-Match': value } })
const ifNoneMatch = (value: string) => ({ headers: { 'If-None-Match': value } })

test('create, get, update, restore and put by external id return the same ETag for the same state', async () => {
  const tenant = await newTenant()
  const created = await tenant.post('/v1/customers', { external_id: 'x' })
  const { id } = created.body
  expect(created.headers.get('ETag')).toMatch(/^"\d+"$/)
  expect(created.headers.get('ETag')).toBe(await etag(tenant, id))

  const changes = [
    () => tenant.patch(at(id), { company_name: 'New' }),
    () => tenant.put('/v1/customers/external/x', { company_name: 'Newer' }),
    async () => {
      await tenant.delete(at(id))
      return tenant.post(`${at(id)}/restore`)
    },
  ]
  let before = created.headers.get('ETag')
  for (const change of changes) {
    const { headers } = await change()
    expect(headers.get('ETag')).not.toBe(before)
    expect(headers.get('ETag')).toBe(await etag(tenant, id))
    before = headers.get('ETag')
  }
  const put = await tenant.put('/v1/customers/external/new', {})
  expect(put.headers.get('ETag')).toBe(await etag(tenant, put.body.id))
})

describe('If-None-Match', () => {
  test.each(['THE', 'W/THE', '"0", THE', '"0",W/THE,"x"', '*'])('%s returns 304 without a body', async (header) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const tag = await etag(tenant, id)
    const { status, headers, body } = await tenant.get(at(id), ifNoneMatch(header.replace('THE', tag)))
    expect([status, headers.get('ETag'), body]).toEqual([304, tag, ''])
  })

  test.each(['"0"', 'W/"0"', 'x', '', '""', 'THE"'])('%s returns the customer', async (header) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const { status } = await tenant.get(at(id), ifNoneMatch(header.replace('THE', await etag(tenant, id))))
    expect(status).toBe(200)
  })

  test('returns 404 for a missing customer', async () => {
    const tenant = await newTenant()
    expect((await tenant.get(at(absentId()), ifNoneMatch('*'))).status).toBe(404)
  })
})

describe('the ETag changes with embedded resources', () => {
  const SUBSCRIBED = `insert into subscriptions (tenant_id, customer_id, status) values ($1, $2, 'paused')`
  const REGISTERED = 'insert into instances (tenant_id, customer_id) values ($1, $2)'
  test.each([
    ['a new subscription', SUBSCRIBED],
    ['a new instance', REGISTERED],
    [
      'a new subscription status',
      `update subscriptions set status = 'active' where tenant_id = $1 and customer_id = $2`,
    ],
    ['a new subscription price', 'update subscriptions set amount_cents = 5 where tenant_id = $1 and customer_id = $2'],
    ['a new instance name', `update instances set agent_name = 'x' where tenant_id = $1 and customer_id = $2`],
    ['a deleted subscription', 'delete from subscriptions where tenant_id = $1 and customer_id = $2'],
    ['a deleted instance', 'delete from instances where tenant_id = $1 and customer_id = $2'],
  ])('%s', async (_, statement) => {
    const tenant = await newTenant()
    const [{ id }, other] = [await tenant.customer(), await tenant.customer()]
    for (const text of [SUBSCRIBED, REGISTERED]) await operator(text, [tenant.id, id])
    const [before, others] = [await tenant.get(at(id)), await etag(tenant, other.id)]
    await operator(statement, [tenant.id, id])
    const { status, headers, body } = await tenant.get(at(id), ifNoneMatch(before.headers.get('ETag') ?? ''))
    expect(status).toBe(200)
    expect(headers.get('ETag')).not.toBe(before.headers.get('ETag'))
    expect(body.updated_at).toBe(before.body.updated_at)
    expect(await etag(tenant, other.id)).toBe(others)
  })
})

describe('If-Match', () => {
  test.each(['THE', '*', ' * ', '"0", THE', 'THE,"x"'])('%s allows the update', async (header) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const sent = ifMatch(header.replace('THE', await etag(tenant, id)))
    const { status, body } = await tenant.patch(at(id), { company_name: 'New' }, sent)
    expect([status, body.company_name]).toEqual([200, 'New'])
  })

  // If-Match never matches a weak tag: RFC 9110, section 13.1.1.
  test.each(['"0"', 'W/THE', 'THE"', '', 'x', '""', '"1;drop"', `"${'9'.repeat(40)}"`, '"-1"', '"{1}"', '"1,2"'])(
    '%s returns 412 and nothing is written',
    async (header) => {
      const tenant = await newTenant()
      const { id } = await tenant.customer()
      const before = await tenant.get(at(id))
      const sent = ifMatch(header.replace('THE', before.headers.get('ETag') ?? ''))
      const response = await tenant.patch(at(id), { company_name: 'New', metadata: { a: 1 } }, sent)
      expect(response).toMatchObject({ status: 412, body: { code: 'precondition_failed' } })
      expect((await tenant.get(at(id))).body).toEqual(before.body)
    },
  )

  test('allows an empty update if it matches and rejects it if it does not', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    expect((await tenant.patch(at(id), {}, ifMatch(await etag(tenant, id)))).status).toBe(200)
    expect((await tenant.patch(at(id), {}, ifMatch('"0"'))).status).toBe(412)
  })

  test('is checked before conflicts but after the existence of the customer', async () => {
    const tenant = await newTenant()
    await tenant.customer({ email: 'a@x.example' })
    const { id } = await tenant.customer()
    expect((await tenant.patch(at(id), { email: 'a@x.example' }, ifMatch('"0"'))).status).toBe(412)
    const current = ifMatch(await etag(tenant, id))
    expect((await tenant.patch(at(id), { email: 'a@x.example' }, current)).status).toBe(409)
    expect((await tenant.patch(at(absentId()), {}, ifMatch('"0"'))).status).toBe(404)
  })

  test('is stale once an embedded resource has changed', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const sent = ifMatch(await etag(tenant, id))
    await tenant.row('instances', { customer_id: id })
    expect((await tenant.patch(at(id), { company_name: 'New' }, sent)).status).toBe(412)
  })

  test('allows exactly one of several concurrent updates with the same ETag', async () => {
    for (const length of [2, 2, 2, 10]) {
      const tenant = await newTenant()
      const { id } = await tenant.customer()
      const sent = ifMatch(await etag(tenant, id))
      const changes = Array.from({ length }, (_, index) => tenant.patch(at(id), { company_name: `${index}` }, sent))
      const responses = await Promise.all(changes)
      expect(responses.map(({ status }) => status).sort()).toEqual([200, ...Array(length - 1).fill(412)])
      const winner = responses.find(({ status }) => status === 200)
      expect((await tenant.get(at(id))).body).toEqual(winner?.body)
    }
  })
})

describe.each([
  ['archiving', 204, (tenant: Tenant, id: string, sent: object) => tenant.delete(at(id), sent)],
  ['restoring', 200, (tenant: Tenant, id: string, sent: object) => tenant.post(`${at(id)}/restore`, undefined, sent)],
  ['updating by external id', 200, (tenant: Tenant, _: string, sent: object) => tenant.put(EXTERNAL, {}, sent)],
] as const)('If-Match when %s', (name, status, change) => {
  test('returns 412 with a stale ETag and succeeds with the current one', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ external_id: 'crm-4711' })
    if (name === 'restoring') await tenant.delete(at(id))
    const state = () => tenant.get(`${at(id)}?include_archived=true`)
    const before = await state()

    const stale = await change(tenant, id, ifMatch('"0"'))
    expect(stale).toMatchObject({ status: 412, body: { code: 'precondition_failed' } })
    expect((await state()).body).toEqual(before.body)
    expect((await change(tenant, id, ifMatch(before.headers.get('ETag') ?? ''))).status).toBe(status)
  })

  test('is checked before conflicts', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ external_id: 'crm-4711' })
    await tenant.row('instances', { customer_id: id, status: 'running' })
    expect((await change(tenant, id, ifMatch('"0"'))).status).toBe(412)
  })
})

test('a put by external id with If-Match does not create a missing customer', async () => {
  const tenant = await newTenant()
  for (const header of ['*', '"1"']) expect((await tenant.put(EXTERNAL, {}, ifMatch(header))).status).toBe(412)
  expect((await tenant.get('/v1/customers')).body.total).toBe(0)
  const { id } = await tenant.customer({ external_id: 'crm-4711' })
  const { status, body } = await tenant.put(EXTERNAL, {}, ifMatch('*'))
  expect([status, body.id]).toEqual([200, id])
})
