import type { Theme } from './bad-input.ts'

const RULE = 'POST /v1/rules'
const UPDATE_RULE = 'PATCH /v1/rules/{rule}'
const VALID_RULE = { name: 'A rule', trigger_event: 'call.missed', actions: [{ type: 'notify' }] }
const rule = (fields: object) => ({ body: { ...VALID_RULE, ...fields }, instead: { body: VALID_RULE } })
const WHEN = { field: 'urgency', operator: 'gte', value: 4 }

/** Fields of rules. */
export const ruleFields: Theme = [
  [
    'a rule without anything',
    RULE,
    ['body.actions missing', 'body.name missing', 'body.trigger_event missing'],
    'required',
    { body: {} },
  ],
  ['a rule with an invisible name', RULE, 'body.name value_error', 'visible', rule({ name: '\u2800' })],
  ['a rule key with a line break', RULE, 'body.rule_key value_error', 'control', rule({ rule_key: 'a\nb' })],
  [
    'a description of 2,001 characters',
    UPDATE_RULE,
    'body.description string_too_long',
    '2000',
    { body: { description: 'x'.repeat(2001) } },
  ],
  [
    'an event in upper case',
    RULE,
    'body.trigger_event string_pattern_mismatch',
    '[a-z0-9_.]',
    rule({ trigger_event: 'Call.Missed' }),
  ],
  ['conditions as an object', RULE, 'body.conditions list_type', 'list', rule({ conditions: WHEN })],
  [
    'an unknown operator',
    RULE,
    'body.conditions.0.operator literal_error',
    "'gte'",
    rule({ conditions: [{ ...WHEN, operator: '>=' }] }),
  ],
  [
    'a condition without a value',
    UPDATE_RULE,
    'body.conditions.1.value missing',
    'required',
    { body: { conditions: [WHEN, { field: 'a', operator: 'eq' }] } },
  ],
  ['51 conditions', UPDATE_RULE, 'body.conditions too_long', '50', { body: { conditions: Array(51).fill(WHEN) } }],
  ['no actions', RULE, 'body.actions too_short', 'at least 1', rule({ actions: [] })],
  ['an unknown action', RULE, 'body.actions.0.type literal_error', "'notify'", rule({ actions: [{ type: 'email' }] })],
  [
    'an action as a text',
    UPDATE_RULE,
    'body.actions.0 model_attributes_type',
    'object',
    { body: { actions: ['notify'] } },
  ],
  [
    'an action with __proto__',
    UPDATE_RULE,
    'body.actions.0 value_error',
    '__proto__',
    { body: '{"actions":[{"type":"notify","__proto__":{}}]}' },
  ],
  [
    'a setting with a NUL',
    UPDATE_RULE,
    'body.actions.0.to value_error',
    'control',
    { body: { actions: [{ type: 'notify', to: 'a\0' }] } },
  ],
  [
    'a value of 17 levels',
    UPDATE_RULE,
    `body.conditions.0.value${'.0'.repeat(16)} value_error`,
    '16 levels',
    { body: { conditions: [{ ...WHEN, value: JSON.parse('['.repeat(17) + ']'.repeat(17)) }] } },
  ],
  [
    'content over 16 KiB',
    UPDATE_RULE,
    'body too_long',
    '16384',
    { body: { actions: [{ type: 'notify', text: 'x'.repeat(16_384) }] } },
  ],
  [
    'content that is long only as stored',
    UPDATE_RULE,
    'body too_long',
    '16384',
    { body: `{"actions":[{"type":"notify","n":[${Array(60).fill('1e300').join()}]}]}` },
  ],
  ['a fractional priority', RULE, 'body.priority int_from_float', 'whole number', rule({ priority: 0.5 })],
  ['a negative priority', RULE, 'body.priority greater_than_equal', 'equal to 0', rule({ priority: -1 })],
  ['a priority as a text', UPDATE_RULE, 'body.priority int_type', 'valid integer', { body: { priority: '5' } }],
  ['a priority beyond a double', UPDATE_RULE, 'body.priority int_type', '15 digits', { body: '{"priority":1e400}' }],
  [
    'a priority of 20 digits',
    UPDATE_RULE,
    'body.priority int_type',
    '15 digits',
    { body: '{"priority":12345678901234567890}' },
  ],
  [
    'a cooldown beyond 32 bits',
    UPDATE_RULE,
    'body.cooldown_seconds less_than_equal',
    '2147483647',
    { body: { cooldown_seconds: 2 ** 31 } },
  ],
  ['a switch as a number', UPDATE_RULE, 'body.is_active bool_parsing', 'true or false', { body: { is_active: 0 } }],
  [
    'an instance of another customer',
    RULE,
    'body.instance_id value_error',
    'of the rule’s customer',
    rule({ customer_id: '{busy}', instance_id: '{instance}' }),
  ],
  [
    'an instance on a default',
    RULE,
    'body.instance_id value_error',
    'tenant default',
    rule({ instance_id: '{instance}' }),
  ],
]
