import { describe, expect, test } from 'vitest'
import { newTenant, operator, type Tenant, validationErrors } from './harness.ts'

// The JSON of a rule: conditions and actions.

const NOTIFY = { type: 'notify' }

/** Creates a rule with these conditions and actions as literal JSON. */
const send = (tenant: Tenant, conditions: string, actions = JSON.stringify([NOTIFY])) =>
  tenant.post('/v1/rules', `{"name":"n","trigger_event":"x","conditions":${conditions},"actions":${actions}}`)
type Sent = [conditions: string, actions?: string]
const valued = (value: string) => `[{"field":"f","operator":"eq","value":${value}}]`
const acting = (setting: string) => `[{"type":"notify","setting":${setting}}]`

test.each('eq ne gt gte lt lte in not_in contains starts_with exists'.split(' '))(
  'a condition accepts the operator %s with any value',
  async (operator) => {
    const tenant = await newTenant()
    const values = [null, true, 0, -1.5, '', ' kept ', [], {}, [1, ['x']], { a: { b: null } }]
    const conditions = values.map((value) => ({ field: 'f', operator, value }))
    expect((await send(tenant, JSON.stringify(conditions))).body.conditions).toEqual(conditions)
  },
)

test('only exists can omit the value, and is stored without it', async () => {
  const tenant = await newTenant()
  const { body } = await send(tenant, '[{"field":" f ","operator":"exists"}]')
  expect(body.conditions).toEqual([{ field: 'f', operator: 'exists' }])
  expect(validationErrors(await send(tenant, '[{"field":"f","operator":"eq"}]'))).toEqual([
    'body.conditions.0.value missing',
  ])
})

test.each('notify send_webhook run_workflow log_event require_approval'.split(' '))(
  'an action accepts the type %s',
  async (type) => {
    const tenant = await newTenant()
    const actions = [{ type }, { type, a: null, 'b c': [1], type_: { type: 'x' } }]
    expect((await send(tenant, '[]', JSON.stringify(actions))).body.actions).toEqual(actions)
  },
)

test.each([
  ['5', 'body.conditions list_type'],
  ['{}', 'body.conditions list_type'],
  ['[5]', 'body.conditions.0 model_attributes_type'],
  ['[null]', 'body.conditions.0 model_attributes_type'],
  ['[[]]', 'body.conditions.0 model_attributes_type'],
  ['[{"field":"f","operator":"EQ","value":1}]', 'body.conditions.0.operator literal_error'],
  ['[{"field":"f","operator":5,"value":1}]', 'body.conditions.0.operator literal_error'],
  ['[{"operator":"eq","value":1}]', 'body.conditions.0.field missing'],
  ['[{"field":"","operator":"eq","value":1}]', 'body.conditions.0.field string_too_short'],
  [`[{"field":"${'x'.repeat(201)}","operator":"eq","value":1}]`, 'body.conditions.0.field string_too_long'],
  ['[{"field":"f","operator":"eq","value":1,"unit":"s"}]', 'body.conditions.0.unit extra_forbidden'],
  ['[{"field":"f","operator":"eq","value":1,"__proto__":1}]', 'body.conditions.0.__proto__ extra_forbidden'],
])('rejects conditions %s: %s', async (conditions, error) => {
  expect(validationErrors(await send(await newTenant(), conditions))).toEqual([error])
})

test.each([
  ['null', 'body.actions list_type'],
  ['{}', 'body.actions list_type'],
  ['[]', 'body.actions too_short'],
  ['[5]', 'body.actions.0 model_attributes_type'],
  ['[{}]', 'body.actions.0.type missing'],
  ['[{"type":"email"}]', 'body.actions.0.type literal_error'],
  ['[{"type":null}]', 'body.actions.0.type literal_error'],
  ['[{"type":"notify","__proto__":{"a":1}}]', 'body.actions.0 value_error'],
  ['[{"type":"notify","a\\u0000":1}]', 'body.actions.0 value_error'],
  ['[{"type":"notify","\\udc00":1}]', 'body.actions.0 string_unicode'],
])('rejects actions %s: %s', async (actions, error) => {
  expect(validationErrors(await send(await newTenant(), '[]', actions))).toEqual([error])
})

test('a rule requires 1 to 20 actions, and can have up to 50 conditions', async () => {
  const tenant = await newTenant()
  expect(validationErrors(await tenant.post('/v1/rules', { name: 'n', trigger_event: 'x' }))).toEqual([
    'body.actions missing',
  ])
  const condition = { field: 'f', operator: 'exists' }
  const many = (conditions: number, actions: number) =>
    send(tenant, JSON.stringify(Array(conditions).fill(condition)), JSON.stringify(Array(actions).fill(NOTIFY)))
  expect((await many(50, 20)).status).toBe(201)
  expect(validationErrors(await many(51, 21))).toEqual(['body.actions too_long', 'body.conditions too_long'])
})

describe.each([
  ['the value of a condition', 'body.conditions.0.value', (json: string): Sent => [valued(json)]],
  ['a setting of an action', 'body.actions.0.setting', (json: string): Sent => ['[]', acting(json)]],
])('%s', (_, at, around) => {
  test.each([
    ['"\\u0000"', 'value_error'],
    ['"a\\u0007"', 'value_error'],
    ['"\\ud800"', 'string_unicode'],
    ['1e400', 'finite_number'],
    ['-1e400', 'finite_number'],
    ['12345678901234567890', 'finite_number'],
    ['-9007199254740993', 'finite_number'],
    ['100000000000000000001', 'finite_number'],
    ['9'.repeat(400), 'finite_number'],
  ])('rejects %s with %s, also if it is nested', async (json, type) => {
    const tenant = await newTenant()
    expect(validationErrors(await send(tenant, ...around(json)))).toEqual([`${at} ${type}`])
    expect(validationErrors(await send(tenant, ...around(`[1,{"a":[${json}]}]`)))).toEqual([`${at}.1.a.0 ${type}`])
  })

  test.each(['"\\u0000"', '"\\ud83d"', '"__proto__"', '"a\\nb"'])('rejects the key %s', async (key) => {
    const type = key.includes('ud83d') ? 'string_unicode' : 'value_error'
    expect(validationErrors(await send(await newTenant(), ...around(`[{${key}:1}]`)))).toEqual([`${at}.0 ${type}`])
  })

  test.each([
    '0',
    '-0.5',
    '1.1e20',
    '1e300',
    '5e-324',
    '0.1',
    '9007199254740991',
    '-9007199254740992',
    '100000000000000000000',
    '1152921504606847000',
    '-15000000000000000000000000',
    '0.30000000000000004',
    '"a\\n\\tb  "',
    '"\\ud83d\\ude00"',
    '"\\\\\\" , : \\u2028"',
    '{"":{"constructor":1,"toString":"x"}}',
  ])('returns %s unchanged', async (json) => {
    const tenant = await newTenant()
    const { status, body } = await send(tenant, ...around(json))
    expect(status).toBe(201)
    const { conditions, actions } = (await tenant.get(`/v1/rules/${body.id}`)).body
    expect(conditions[0] ? conditions[0].value : actions[0].setting).toEqual(JSON.parse(json))
  })

  test('accepts sixteen levels, and not one more', async () => {
    const tenant = await newTenant()
    const deep = (levels: number) =>
      '[{"a":'.repeat(levels / 2) +
      '[]'.repeat(levels % 2 || 0) +
      '1'.repeat(levels % 2 ? 0 : 1) +
      '}]'.repeat(levels / 2)
    expect((await send(tenant, ...around(deep(16)))).status).toBe(201)
    const [error] = validationErrors(await send(tenant, ...around(deep(17))))
    expect(error).toBe(`${at}${'.0.a'.repeat(8)} value_error`)
  })

  test('returns a validation error, not a failure, for thousands of levels', async () => {
    const tenant = await newTenant()
    for (const levels of [1000, 10_000, 30_000]) {
      const response = await send(tenant, ...around('['.repeat(levels) + ']'.repeat(levels)))
      expect(validationErrors(response)).toEqual([`${at}${'.0'.repeat(16)} value_error`])
    }
    expect(
      (await send(tenant, ...around(`${'['.repeat(20_000)}1234567890123456789${']'.repeat(20_000)}`))).status,
    ).toBe(422)
  })
})

test('conditions and actions are stored as JSON, not as text', async () => {
  const tenant = await newTenant()
  const { body } = await send(tenant, valued('{"a":[1]}'))
  const [row] = await operator(
    `select jsonb_typeof(conditions->0->'value'->'a') as kind, actions->0->>'type' as type from rules where id = $1`,
    [body.id],
  )
  expect(row).toEqual({ kind: 'array', type: 'notify' })
})
