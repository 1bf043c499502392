import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator, type Tenant, validationErrors } from './harness.ts'

const BARE = { name: 'A rule', trigger_event: 'call.missed', actions: [{ type: 'notify' }] }

const create = (tenant: Tenant, fields: object = {}) => tenant.post('/v1/rules', { ...BARE, ...fields })
const counted = async (tenant: Tenant) =>
  (await operator('select count(*)::int as n from rules where tenant_id = $1', [tenant.id]))[0]?.n

describe('the owner of a rule', () => {
  test('an unknown customer or one of another tenant returns 404, and nothing is written', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()]
    const othersCustomer = await other.customer()
    for (const customer_id of [absentId(), othersCustomer.id]) {
      const { status, body } = await create(tenant, { customer_id })
      expect([status, body.code, body.detail]).toEqual([404, 'not_found', 'No customer has this id.'])
    }
    expect(await counted(tenant)).toBe(0)
  })

  test('an instance must belong to the same customer; all others are rejected alike', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()]
    const [{ id: customer_id }, second, othersCustomer] = [
      await tenant.customer(),
      await tenant.customer(),
      await other.customer(),
    ]
    const responses = []
    for (const instance_id of [
      absentId(),
      await tenant.row('instances', { customer_id: second.id }),
      await other.row('instances', { customer_id: othersCustomer.id }),
    ]) {
      responses.push(await create(tenant, { customer_id, instance_id }))
      responses.push(await create(tenant, { instance_id }))
    }
    for (const response of responses) {
      expect(validationErrors(response)).toEqual(['body.instance_id value_error'])
      expect(response.body).toEqual({ ...responses[0]?.body, request_id: response.headers.get('X-Request-Id') })
    }
    expect(await counted(tenant)).toBe(0)
  })

  test('an unknown customer is reported rather than an unknown instance', async () => {
    const tenant = await newTenant()
    expect((await create(tenant, { customer_id: absentId(), instance_id: absentId() })).status).toBe(404)
  })

  test('a customer has at most 200 rules, and a tenant at most 200 defaults', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    for (const customer_id of [id, null]) {
      await operator(
        `insert into rules (tenant_id, customer_id, name, trigger_event) select $1, $2, n, 'x' from ` +
          'generate_series(1, 199) n',
        [tenant.id, customer_id],
      )
      expect((await create(tenant, { customer_id })).status).toBe(201)
      const { status, body } = await create(tenant, { customer_id })
      expect([status, body.code, body.detail]).toEqual([409, 'conflict', 'The limit of 200 rules has been reached.'])
    }
    expect((await create(tenant, { customer_id: (await tenant.customer()).id })).status).toBe(201)
  })
})

describe('rule_key', () => {
  test('is unique per customer and among the defaults, and can be used by all others', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()]
    const owners = [null, (await tenant.customer()).id, (await tenant.customer()).id]
    for (const customer_id of owners) {
      expect((await create(tenant, { customer_id, rule_key: 'missed-call' })).status).toBe(201)
      const { status, body } = await create(tenant, { customer_id, rule_key: ' missed-call ' })
      expect([status, body.code]).toEqual([409, 'conflict'])
      expect((await create(tenant, { customer_id, rule_key: 'Missed-call' })).status).toBe(201)
    }
    expect((await create(other, { rule_key: 'missed-call' })).status).toBe(201)
    expect(await counted(tenant)).toBe(6)
  })

  test('can be missing from any number of rules', async () => {
    const tenant = await newTenant()
    for (const rule_key of [undefined, null, '', ' ']) expect((await create(tenant, { rule_key })).status).toBe(201)
  })

  test.each(['a customer', 'the tenant'])(
    'of 12 concurrent creates for %s with the same key, exactly one succeeds',
    async (of) => {
      const tenant = await newTenant()
      const customer_id = of === 'the tenant' ? null : (await tenant.customer()).id
      const responses = await Promise.all(
        Array.from({ length: 12 }, () => create(tenant, { customer_id, rule_key: 'one' })),
      )
      const codes = responses.map(({ status, body }) => (status === 201 ? 'created' : `${status} ${body.code}`))
      expect(codes.sort()).toEqual([...Array(11).fill('409 conflict'), 'created'])
      expect(await counted(tenant)).toBe(1)
    },
  )
})

test('a rejected rule is rejected again when the request is repeated, even if it would be accepted now', async () => {
  const tenant = await newTenant()
  const [{ id: customer_id }, other] = [await tenant.customer(), await tenant.customer()]
  const instance_id = await tenant.row('instances', { customer_id: other.id })
  const { body: taken } = await create(tenant, { customer_id, rule_key: 'taken' })
  const { body: rule } = await create(tenant, { customer_id })

  const requests = [{ instance_id }, { rule_key: 'taken' }].flatMap((fields) => [
    (options: object) => tenant.post('/v1/rules', { ...BARE, customer_id, ...fields }, options),
    (options: object) => tenant.patch(`/v1/rules/${rule.id}`, fields, options),
  ])
  const repeat = requests.map((request) => {
    const headers = { 'Idempotency-Key': crypto.randomUUID() }
    return () => request({ headers })
  })
  const first = await Promise.all(repeat.map((request) => request()))
  expect(first.map(({ status }) => status)).toEqual([422, 422, 409, 409])
  await operator('update instances set customer_id = $2 where id = $1', [instance_id, customer_id])
  await tenant.delete(`/v1/rules/${taken.id}`)

  const again = await Promise.all(repeat.map((request) => request()))
  expect(again.map(({ status, body }) => ({ status, body }))).toEqual(
    first.map(({ status, body }) => ({ status, body })),
  )
  expect(again.map(({ headers }) => headers.get('Idempotent-Replayed'))).toEqual(Array(4).fill('true'))
  for (const request of requests.slice(0, 3)) expect((await request({})).status).toBeLessThan(300)
})
