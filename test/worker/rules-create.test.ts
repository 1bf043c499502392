import { expect, test } from 'vitest'
import { newTenant, operator, type Tenant, validationErrors } from './harness.ts'

const BARE = { name: 'A rule', trigger_event: 'call.missed', actions: [{ type: 'notify' }] }
const WHOLE = {
  rule_key: 'burst-pipe',
  name: 'Burst pipes come first',
  description: 'Water on the floor\n\tdoes not wait.',
  trigger_event: 'call.transcribed_2',
  conditions: [
    { field: 'transcript', operator: 'contains', value: 'burst' },
    { field: 'urgency', operator: 'gte', value: 4 },
  ],
  actions: [
    { type: 'notify', channel: 'phone', to: '+1-555-0100' },
    { type: 'run_workflow', workflow: 'hold-next-slot', minutes: 90, nested: { list: [null, true, 'x'] } },
  ],
  priority: 100,
  cooldown_seconds: 0,
  is_active: false,
}
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/

const create = (tenant: Tenant, fields: object = {}) => tenant.post('/v1/rules', { ...BARE, ...fields })
const counted = async (tenant: Tenant) =>
  (await operator('select count(*)::int as n from rules where tenant_id = $1', [tenant.id]))[0]?.n

test('a rule with only the required fields is a tenant default, and is returned with every field', async () => {
  const tenant = await newTenant()
  const { status, headers, body } = await create(tenant)
  expect(status).toBe(201)
  expect(body).toEqual({
    ...BARE,
    id: expect.stringMatching(/^[0-9a-f-]{14}7[0-9a-f-]{21}$/),
    tenant_id: tenant.id,
    customer_id: null,
    instance_id: null,
    rule_key: null,
    description: null,
    conditions: [],
    priority: 0,
    cooldown_seconds: 300,
    is_active: true,
    trigger_count: 0,
    last_triggered_at: null,
    created_at: expect.stringMatching(INSTANT),
    updated_at: body.created_at,
  })
  expect(headers.get('Location')).toBe(`/v1/rules/${body.id}`)
  expect((await tenant.get(headers.get('Location') ?? '')).body).toEqual(body)
})

test('a rule with all fields is returned with all of them', async () => {
  const tenant = await newTenant()
  const { id: customer_id } = await tenant.customer()
  const instance_id = await tenant.row('instances', { customer_id })
  const { status, body } = await create(tenant, { ...WHOLE, customer_id: customer_id.toUpperCase(), instance_id })
  expect(status).toBe(201)
  expect(body).toMatchObject({ ...WHOLE, customer_id, instance_id })
  expect((await tenant.get(`/v1/rules/${body.id}`)).body).toEqual(body)
})

test('null is the same as absent for an optional field', async () => {
  const tenant = await newTenant()
  const names = ['customer_id', 'instance_id', 'rule_key', 'description', 'conditions', 'priority', 'cooldown_seconds']
  const none = Object.fromEntries([...names, 'is_active'].map((name) => [name, null]))
  const { status, body } = await create(tenant, none)
  expect(status).toBe(201)
  expect(body).toMatchObject({ conditions: [], priority: 0, cooldown_seconds: 300, is_active: true })
})

test('trigger statistics that an operator writes are returned to the microsecond', async () => {
  const tenant = await newTenant()
  const id = await tenant.row('rules', {
    ...{ name: 'n', trigger_event: 'x', trigger_count: '4503599627370497' },
    last_triggered_at: '2026-03-14T17:09:26.000001+02:00',
  })
  expect((await tenant.get(`/v1/rules/${id}`)).body).toMatchObject({
    trigger_count: 4503599627370497,
    last_triggered_at: '2026-03-14T15:09:26.000001Z',
  })
})

const INT4 = 2_147_483_647
const INVALID: [field: string, value: unknown, type: string][] = [
  ['name', undefined, 'missing'],
  ['name', null, 'string_type'],
  ['name', 5, 'string_type'],
  ['name', ' \t ', 'string_too_short'],
  ['name', 'x'.repeat(201), 'string_too_long'],
  ['name', 'a\nb', 'value_error'],
  ['name', '\ud800', 'string_unicode'],
  ['description', 'x'.repeat(2001), 'string_too_long'],
  ['description', 'a\u0000', 'value_error'],
  ['description', 'a\u001b', 'value_error'],
  ['trigger_event', undefined, 'missing'],
  ['trigger_event', null, 'string_type'],
  ['trigger_event', '', 'string_too_short'],
  ['trigger_event', 'x'.repeat(101), 'string_too_long'],
  ...['Call.missed', 'call-missed', 'call missed', 'été', 'a/b', 'a.*'].map(
    (value) => ['trigger_event', value, 'string_pattern_mismatch'] as [string, unknown, string],
  ),
  ['rule_key', 'x'.repeat(101), 'string_too_long'],
  ['rule_key', 'a\u0000', 'value_error'],
  ['rule_key', 5, 'string_type'],
  ...['priority', 'cooldown_seconds'].flatMap((field): [string, unknown, string][] => [
    [field, -1, 'greater_than_equal'],
    [field, INT4 + 1, 'less_than_equal'],
    [field, 1e20, 'less_than_equal'],
    [field, 1.5, 'int_from_float'],
    [field, '5', 'int_type'],
    [field, true, 'int_type'],
    [field, [], 'int_type'],
  ]),
  ['is_active', 'true', 'bool_parsing'],
  ['is_active', [], 'bool_type'],
  ['customer_id', 'steve', 'uuid_parsing'],
  ['customer_id', 5, 'string_type'],
  ['instance_id', 'agent', 'uuid_parsing'],
  ...['id', 'tenant_id', 'trigger_count', 'last_triggered_at', 'created_at', 'updated_at', 'colour', '__proto__'].map(
    (field) => [field, 1, 'extra_forbidden'] as [string, unknown, string],
  ),
]

test.each(INVALID)('rejects %s %j: %s', async (field, value, type) => {
  const tenant = await newTenant()
  const body = { ...BARE, [field]: undefined }
  const text = JSON.stringify(body).replace(/}$/, value === undefined ? '}' : `,"${field}":${JSON.stringify(value)}}`)
  expect(validationErrors(await tenant.post('/v1/rules', text))).toEqual([`body.${field} ${type}`])
  expect(await counted(tenant)).toBe(0)
})

test.each([
  ['name', '😀'.repeat(200)],
  ['description', 'é'.repeat(2000)],
  ['trigger_event', 'a_1.'.repeat(25)],
  ['rule_key', '日'.repeat(100)],
  ['priority', INT4],
  ['priority', 0],
  ['cooldown_seconds', INT4],
])('%s is accepted up to its limit', async (field, value) => {
  const tenant = await newTenant()
  const { status, body } = await create(tenant, { [field]: value })
  expect([status, body[field]]).toEqual([201, value])
})

test.each(['1e400', '-1e400', '12345678901234567890'])('rejects a priority of %s', async (number) => {
  const tenant = await newTenant()
  const text = JSON.stringify({ ...BARE, priority: 7 })
  const response = await tenant.post('/v1/rules', text.replace(':7', `:${number}`))
  expect(validationErrors(response)).toEqual(['body.priority int_type'])
  expect(response.body.detail[0].msg).toContain('at most 15 digits')
})

test('all validation errors of a rule are listed at once', async () => {
  const tenant = await newTenant()
  const response = await create(tenant, {
    ...{ name: '', trigger_event: 'A', priority: -1, colour: 1 },
    conditions: [{ field: '', operator: 'is', value: 1 }, { field: 5 }],
    actions: [{ channel: 'sms' }, { type: 'notify', text: '\u0000'.repeat(3000) }],
  })
  expect(validationErrors(response)).toEqual(
    [
      ...[
        'body too_long',
        'body.name string_too_short',
        'body.priority greater_than_equal',
        'body.colour extra_forbidden',
      ],
      'body.trigger_event string_pattern_mismatch',
      ...['body.conditions.0.field string_too_short', 'body.conditions.0.operator literal_error'],
      ...['field string_type', 'operator missing', 'value missing'].map((error) => `body.conditions.1.${error}`),
      ...['body.actions.0.type missing', 'body.actions.1.text value_error'],
    ].sort(),
  )
})
