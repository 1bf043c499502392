import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator, type Tenant } from './harness.ts'

const at = (id: string) => `/v1/customers/${id}`
const etag = async (tenant: Tenant, id: string) => (await tenant.get(at(id))).headers.get('ETag') ?? 'none'
const EXTERNAL = '/v1/customers/external/crm-4711'
const given = (value: string) => ({ headers: { 'If-Match': value } })
const unless = (value: string) => ({ headers: { 'If-None-Match': value } })

test('create, get, change, restore and put by external id answer one ETag for one state', async () => {
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
  test.each(['THE', 'W/THE', '"0", THE', '"0",W/THE,"x"', '*'])('%s spares the answer', async (header) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const tag = await etag(tenant, id)
    const { status, headers, body } = await tenant.get(at(id), unless(header.replace('THE', tag)))
    expect([status, headers.get('ETag'), body]).toEqual([304, tag, ''])
  })

  test.each(['"0"', 'W/"0"', 'x', '', '""', 'THE"'])('%s does not', async (header) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const { status } = await tenant.get(at(id), unless(header.replace('THE', await etag(tenant, id))))
    expect(status).toBe(200)
  })

  test('is 404 for what does not exist', async () => {
    const tenant = await newTenant()
    expect((await tenant.get(at(absentId()), unless('*'))).status).toBe(404)
  })
})

describe('the ETag moves with what the customer embeds', () => {
  const SUBSCRIBED = `insert into subscriptions (tenant_id, customer_id, status) values ($1, $2, 'paused')`
  const REGISTERED = 'insert into instances (tenant_id, customer_id) values ($1, $2)'
  test.each([
    ['a new subscription', SUBSCRIBED],
    ['a new instance', REGISTERED],
    ['a subscription’s status', `update subscriptions set status = 'active' where tenant_id = $1 and customer_id = $2`],
    ['a subscription’s price', 'update subscriptions set amount_cents = 5 where tenant_id = $1 and customer_id = $2'],
    ['an instance’s name', `update instances set agent_name = 'x' where tenant_id = $1 and customer_id = $2`],
    ['a subscription’s end', 'delete from subscriptions where tenant_id = $1 and customer_id = $2'],
    ['an instance’s end', 'delete from instances where tenant_id = $1 and customer_id = $2'],
  ])('%s', async (_, statement) => {
    const tenant = await newTenant()
    const [{ id }, other] = [await tenant.customer(), await tenant.customer()]
    for (const text of [SUBSCRIBED, REGISTERED]) await operator(text, [tenant.id, id])
    const [before, others] = [await tenant.get(at(id)), await etag(tenant, other.id)]
    await operator(statement, [tenant.id, id])
    const { status, headers, body } = await tenant.get(at(id), unless(before.headers.get('ETag') ?? ''))
    expect(status).toBe(200)
    expect(headers.get('ETag')).not.toBe(before.headers.get('ETag'))
    expect(body.updated_at).toBe(before.body.updated_at)
    expect(await etag(tenant, other.id)).toBe(others)
  })
})

describe('If-Match', () => {
  test.each(['THE', '*', ' * ', '"0", THE', 'THE,"x"'])('%s lets the change pass', async (header) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const sent = given(header.replace('THE', await etag(tenant, id)))
    const { status, body } = await tenant.patch(at(id), { company_name: 'New' }, sent)
    expect([status, body.company_name]).toEqual([200, 'New'])
  })

  // A weak tag never holds for a change: RFC 9110, 13.1.1.
  test.each(['"0"', 'W/THE', 'THE"', '', 'x', '""', '"1;drop"', `"${'9'.repeat(40)}"`, '"-1"', '"{1}"', '"1,2"'])(
    '%s is 412, and nothing is written',
    async (header) => {
      const tenant = await newTenant()
      const { id } = await tenant.customer()
      const before = await tenant.get(at(id))
      const sent = given(header.replace('THE', before.headers.get('ETag') ?? ''))
      const refused = await tenant.patch(at(id), { company_name: 'New', metadata: { a: 1 } }, sent)
      expect(refused).toMatchObject({ status: 412, body: { code: 'precondition_failed' } })
      expect((await tenant.get(at(id))).body).toEqual(before.body)
    },
  )

  test('that holds lets a change of nothing pass, and one that does not refuses even that', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    expect((await tenant.patch(at(id), {}, given(await etag(tenant, id)))).status).toBe(200)
    expect((await tenant.patch(at(id), {}, given('"0"'))).status).toBe(412)
  })

  test('is checked before conflicts but after the existence of the customer', async () => {
    const tenant = await newTenant()
    await tenant.customer({ email: 'a@x.example' })
    const { id } = await tenant.customer()
    expect((await tenant.patch(at(id), { email: 'a@x.example' }, given('"0"'))).status).toBe(412)
    const held = given(await etag(tenant, id))
    expect((await tenant.patch(at(id), { email: 'a@x.example' }, held)).status).toBe(409)
    expect((await tenant.patch(at(absentId()), {}, given('"0"'))).status).toBe(404)
  })

  test('is stale once an embedded resource has changed', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const sent = given(await etag(tenant, id))
    await tenant.row('instances', { customer_id: id })
    expect((await tenant.patch(at(id), { company_name: 'New' }, sent)).status).toBe(412)
  })

  test('of concurrent changes with the same one exactly one passes', async () => {
    for (const length of [2, 2, 2, 10]) {
      const tenant = await newTenant()
      const { id } = await tenant.customer()
      const sent = given(await etag(tenant, id))
      const changes = Array.from({ length }, (_, index) => tenant.patch(at(id), { company_name: `${index}` }, sent))
      const answers = await Promise.all(changes)
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(length - 1).fill(412)])
      const won = answers.find(({ status }) => status === 200)
      expect((await tenant.get(at(id))).body).toEqual(won?.body)
    }
  })
})

describe.each([
  ['archiving', 204, (tenant: Tenant, id: string, sent: object) => tenant.delete(at(id), sent)],
  ['restoring', 200, (tenant: Tenant, id: string, sent: object) => tenant.post(`${at(id)}/restore`, undefined, sent)],
  ['changing by external id', 200, (tenant: Tenant, _: string, sent: object) => tenant.put(EXTERNAL, {}, sent)],
] as const)('If-Match, for %s', (name, status, change) => {
  test('is 412 when it is stale, and lets pass when it holds', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ external_id: 'crm-4711' })
    if (name === 'restoring') await tenant.delete(at(id))
    const state = () => tenant.get(`${at(id)}?include_archived=true`)
    const before = await state()

    const stale = await change(tenant, id, given('"0"'))
    expect(stale).toMatchObject({ status: 412, body: { code: 'precondition_failed' } })
    expect((await state()).body).toEqual(before.body)
    expect((await change(tenant, id, given(before.headers.get('ETag') ?? ''))).status).toBe(status)
  })

  test('is asked before conflicts', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ external_id: 'crm-4711' })
    await tenant.row('instances', { customer_id: id, status: 'running' })
    expect((await change(tenant, id, given('"0"'))).status).toBe(412)
  })
})

test('If-Match, for an external id that no customer has, creates none', async () => {
  const tenant = await newTenant()
  for (const header of ['*', '"1"']) expect((await tenant.put(EXTERNAL, {}, given(header))).status).toBe(412)
  expect((await tenant.get('/v1/customers')).body.total).toBe(0)
  const { id } = await tenant.customer({ external_id: 'crm-4711' })
  const { status, body } = await tenant.put(EXTERNAL, {}, given('*'))
  expect([status, body.id]).toEqual([200, id])
})
