import { describe, expect, test } from 'vitest'
import { absentId, newTenant, validationErrors } from './harness.ts'
import { audit, create, patch, WHOLE } from './rules.ts'

test.each([
  ['name', ' Another ', 'Another'],
  ['description', 'two\nlines', 'two\nlines'],
  ['description', null, null],
  ['description', ' ', null],
  ['rule_key', 'other', 'other'],
  ['rule_key', null, null],
  ['trigger_event', 'call.ended', 'call.ended'],
  ['conditions', [], []],
  ['conditions', null, []],
  ['actions', [{ type: 'log_event', a: [1] }], [{ type: 'log_event', a: [1] }]],
  ['priority', 7, 7],
  ['priority', null, 0],
  ['cooldown_seconds', 0, 0],
  ['cooldown_seconds', null, 300],
  ['is_active', true, true],
  ['is_active', null, true],
  ['instance_id', null, null],
])('%s: %j changes only that field to %j, and advances updated_at', async (field, sent, expected) => {
  const tenant = await newTenant()
  const { id: customer_id } = await tenant.customer()
  const instance_id = await tenant.row('instances', { customer_id })
  const before = await create(tenant, { ...WHOLE, customer_id, instance_id })
  const { status, body } = await patch(tenant, before.id, { [field]: sent })
  expect(status).toBe(200)
  expect(body).toEqual({ ...before, [field]: expected, updated_at: body.updated_at })
  expect(body.updated_at > before.updated_at).toBe(true)
  expect((await tenant.get(`/v1/rules/${before.id}`)).body).toEqual(body)
})

test.each([
  {},
  { priority: 5 },
  { name: null, trigger_event: null, actions: null },
  { name: 'A rule', conditions: WHOLE.conditions, rule_key: 'missed-call' },
])('%j, which changes nothing, returns the rule unchanged and is not audited', async (fields) => {
  const tenant = await newTenant()
  const before = await create(tenant, WHOLE)
  const { status, body } = await patch(tenant, before.id, fields)
  expect([status, body]).toEqual([200, before])
  expect(await audit(tenant, before.id)).toHaveLength(1)
})

test.each([
  ...['id', 'tenant_id', 'customer_id', 'trigger_count', 'last_triggered_at', 'created_at', 'updated_at', 'colour'].map(
    (field) => [field, null, 'extra_forbidden'],
  ),
  ['name', '', 'string_too_short'],
  ['trigger_event', 'A', 'string_pattern_mismatch'],
  ['actions', [], 'too_short'],
  ['conditions', Array(51).fill({ field: 'f', operator: 'exists' }), 'too_long'],
  ['priority', -1, 'greater_than_equal'],
  ['cooldown_seconds', 2 ** 31, 'less_than_equal'],
  ['is_active', 'no', 'bool_parsing'],
  ['instance_id', 'x', 'uuid_parsing'],
  ['rule_key', 'x'.repeat(101), 'string_too_long'],
  ['description', 'x'.repeat(2001), 'string_too_long'],
] as [string, unknown, string][])('rejects %s %j: %s', async (field, value, type) => {
  const tenant = await newTenant()
  const before = await create(tenant, WHOLE)
  expect(validationErrors(await patch(tenant, before.id, { [field]: value }))).toEqual([`body.${field} ${type}`])
  expect((await tenant.get(`/v1/rules/${before.id}`)).body).toEqual(before)
})

test('an unknown rule returns 404', async () => {
  const tenant = await newTenant()
  for (const fields of [{}, { name: 'x' }, { rule_key: 'x' }, { instance_id: absentId() }, { conditions: [] }]) {
    expect(await patch(tenant, absentId(), fields)).toMatchObject({ status: 404, body: { code: 'not_found' } })
  }
})

describe('instance_id', () => {
  test('can become an instance of the same customer; others are rejected alike, and a default has none', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()]
    const [one, two, othersCustomer] = [await tenant.customer(), await tenant.customer(), await other.customer()]
    const own = await tenant.row('instances', { customer_id: one.id })
    const rule = await create(tenant, { customer_id: one.id })
    const tenantDefault = await create(tenant)
    expect((await patch(tenant, rule.id, { instance_id: own })).body.instance_id).toBe(own)

    const invalid = [
      absentId(),
      await tenant.row('instances', { customer_id: two.id }),
      await other.row('instances', { customer_id: othersCustomer.id }),
    ]
    const responses = [await patch(tenant, tenantDefault.id, { instance_id: own })]
    for (const instance_id of invalid) responses.push(await patch(tenant, rule.id, { instance_id, name: 'x' }))
    for (const response of responses) {
      expect(validationErrors(response)).toEqual(['body.instance_id value_error'])
      expect(response.body).toEqual({ ...responses[0]?.body, request_id: response.headers.get('X-Request-Id') })
    }
    expect((await tenant.get(`/v1/rules/${rule.id}`)).body).toMatchObject({ instance_id: own, name: 'A rule' })
  })
})

describe('rule_key', () => {
  test('cannot become that of another rule of the customer, or of another default', async () => {
    const tenant = await newTenant()
    for (const customer_id of [(await tenant.customer()).id, null]) {
      await create(tenant, { customer_id, rule_key: 'taken' })
      const rule = await create(tenant, { customer_id, rule_key: 'mine' })
      expect(await patch(tenant, rule.id, { rule_key: ' taken ', name: 'x' })).toMatchObject({
        status: 409,
        body: { code: 'conflict' },
      })
      expect((await tenant.get(`/v1/rules/${rule.id}`)).body).toEqual(rule)
      expect((await patch(tenant, rule.id, { rule_key: 'mine' })).status).toBe(200)
      expect((await patch(tenant, rule.id, { rule_key: 'free' })).status).toBe(200)
    }
    const { id: customer_id } = await tenant.customer()
    const own = await create(tenant, { customer_id })
    expect((await patch(tenant, own.id, { rule_key: 'taken' })).status).toBe(200)
  })

  test('of concurrent changes to the same key, exactly one succeeds', async () => {
    const tenant = await newTenant()
    const rules = await Promise.all(Array.from({ length: 8 }, () => create(tenant)))
    const responses = await Promise.all(rules.map(({ id }) => patch(tenant, id, { rule_key: 'one' })))
    const codes = responses.map(({ status, body }) => body.code ?? status)
    expect(codes.map(String).sort()).toEqual(['200', ...Array(7).fill('conflict')])
  })
})

test('concurrent changes of different fields are all stored, and never make a rule too long together', async () => {
  const tenant = await newTenant()
  const rule = await create(tenant)
  const half = 'x'.repeat(9000)
  const changes = [
    { name: 'Another' },
    { priority: 9 },
    { is_active: false },
    { conditions: [{ field: 'f', operator: 'eq', value: half }] },
    { actions: [{ type: 'notify', text: half }] },
  ]
  const responses = await Promise.all(changes.map((fields) => patch(tenant, rule.id, fields)))
  expect(responses.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 422])
  const { body } = await tenant.get(`/v1/rules/${rule.id}`)
  expect(body).toMatchObject({ name: 'Another', priority: 9, is_active: false })
})
