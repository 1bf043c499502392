import { expect, test } from 'vitest'
import { send } from './harness.ts'

const { schemas } = (await send('GET', '/openapi.json')).body.components

test('the document states the bounds and defaults of rules that are validated', () => {
  const whole = { type: ['integer', 'null'], minimum: 0, maximum: 2_147_483_647 }
  expect(schemas.RuleInput).toMatchObject({
    additionalProperties: false,
    required: ['name', 'trigger_event', 'actions'],
    properties: {
      customer_id: { type: ['string', 'null'], format: 'uuid' },
      instance_id: { type: ['string', 'null'], format: 'uuid' },
      rule_key: { type: ['string', 'null'], maxLength: 100 },
      name: { type: 'string', minLength: 1, maxLength: 200 },
      description: { type: ['string', 'null'], maxLength: 2000 },
      trigger_event: { type: 'string', minLength: 1, maxLength: 100, pattern: '^[a-z0-9_.]+$' },
      conditions: { type: ['array', 'null'], maxItems: 50 },
      actions: { type: 'array', minItems: 1, maxItems: 20 },
      priority: { ...whole, description: expect.stringContaining('`0` if omitted') },
      cooldown_seconds: { ...whole, description: expect.stringContaining('`300` if omitted') },
      is_active: { type: ['boolean', 'null'] },
    },
  })
  const { customer_id: _, ...changeable } = schemas.RuleInput.properties
  expect(Object.keys(schemas.RuleUpdate.properties)).toEqual(Object.keys(changeable))
  expect(schemas.RuleUpdate.required).toBeUndefined()
  expect(schemas.RuleUpdate.properties.priority).toMatchObject(whole)
  expect(schemas.RuleUpdate.properties.cooldown_seconds).toMatchObject(whole)
})

test('the document lists the operators and action types, in requests and in responses', () => {
  for (const name of ['RuleInput', 'RuleUpdate', 'Rule']) {
    expect(schemas[name].properties.conditions.items).toEqual({ $ref: '#/components/schemas/RuleCondition' })
    expect(schemas[name].properties.actions.items).toEqual({ $ref: '#/components/schemas/RuleAction' })
  }
  expect(schemas.RuleCondition).toMatchObject({ required: ['field', 'operator'], additionalProperties: false })
  expect(schemas.RuleCondition.properties.operator.enum).toHaveLength(11)
  expect(schemas.RuleAction).toMatchObject({ required: ['type'] })
  expect(schemas.RuleAction.additionalProperties).not.toBe(false)
  expect(schemas.RuleAction.properties.type.enum).toHaveLength(5)
})
