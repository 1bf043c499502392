import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newTenant } from './harness.ts'
import { create, patch, WHOLE } from './rules.ts'

// Valid text: without control characters, and trimmed so that it is returned as it was sent.
const text = (longest: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .map((found) => [...found.replace(/\p{Cc}/gu, '')].slice(0, longest).join('').trim())
const named = text(200).filter((found) => found !== '')
/** Visible, and without characters that change the direction of the text around it. */
const name = named.filter(
  (found) =>
    !/^[\p{Cf}\p{Default_Ignorable_Code_Point}\s]+$/u.test(found) && !/[\u202a-\u202e\u2066-\u2069]/.test(found),
)
/** Any JSON value, as it is after serialization. */
const json = fc
  .jsonValue({ stringUnit: 'grapheme', maxDepth: 4 })
  .filter((value) => !/\\u00|__proto__|\u007f|[\u0080-\u009f]|e[+-][0-9]{3}|\\[bf]/.test(JSON.stringify(value)))
  .filter((value) => JSON.stringify(value).length < 150)
  .map((value) => JSON.parse(JSON.stringify(value)))
const whole = fc.integer({ min: 0, max: 2 ** 31 - 1 })
const condition = fc.record({
  field: named,
  operator: fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'not_in', 'contains', 'starts_with', 'exists'),
  value: json,
})
const action = fc
  .tuple(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), json, { maxKeys: 4 }), fc.constantFrom('notify', 'log_event'))
  .map(([settings, type]) => ({ ...settings, type }))
const change = fc.record(
  {
    name,
    description: fc.option(named),
    rule_key: fc.option(text(100).filter((found) => found !== '')),
    trigger_event: fc.stringMatching(/^[a-z0-9_.]{1,100}$/),
    conditions: fc.array(condition, { maxLength: 4 }),
    actions: fc.array(action, { minLength: 1, maxLength: 3 }),
    priority: whole,
    cooldown_seconds: whole,
    is_active: fc.boolean(),
  },
  { requiredKeys: [] },
)

test('a valid change is returned as it was sent, and all other fields are unchanged', async () => {
  const tenant = await newTenant()
  let current = await create(tenant, WHOLE)
  await fc.assert(
    fc.asyncProperty(change, async (fields) => {
      const { status, body } = await patch(tenant, current.id, fields)
      expect([status, body.detail]).toEqual([200, undefined])
      expect(body).toEqual({ ...current, ...fields, updated_at: body.updated_at })
      expect((await tenant.get(`/v1/rules/${current.id}`)).body).toEqual(body)
      current = body
    }),
    { numRuns: 100 },
  )
})
