import { describe, expect, test } from 'vitest'
import { newTenant, type Tenant, validationErrors } from './harness.ts'

const LIMIT = 16 * 1024
const NOTIFY = { type: 'notify' }

/** Creates a rule with these conditions and actions as literal JSON. */
const send = (tenant: Tenant, conditions: string, actions = JSON.stringify([NOTIFY])) =>
  tenant.post('/v1/rules', `{"name":"n","trigger_event":"x","conditions":${conditions},"actions":${actions}}`)
const acting = (setting: string) => `[{"type":"notify","setting":${setting}}]`

describe('the limit of 16 KiB', () => {
  /** Conditions and actions of exactly this many bytes, with text that repeats these characters. */
  const sized = (bytes: number, character: string) => {
    const conditions = [{ field: 'f', operator: 'eq', value: [1, { a: ', : "x": \\' }] }]
    const withText = (text: string) => ({ conditions, actions: [{ type: 'notify', text }] })
    const size = (rule: ReturnType<typeof withText>) =>
      new TextEncoder().encode(JSON.stringify(rule.conditions) + JSON.stringify(rule.actions)).length
    const room = bytes - size(withText(''))
    const each = new TextEncoder().encode(JSON.stringify(character)).length - 2
    return withText(character.repeat(Math.floor(room / each)) + 'x'.repeat(room % each))
  }

  test.each(['x', 'é', '😀', '"', '\\', '\n', ' ', ', ', ': '])(
    'accepts exactly 16 KiB of %j, and not one byte more',
    async (character) => {
      const tenant = await newTenant()
      const rule = { name: 'n', trigger_event: 'x' }
      const full = await tenant.post('/v1/rules', { ...rule, ...sized(LIMIT, character) })
      expect(full.status).toBe(201)
      const { id } = full.body
      const over = sized(LIMIT + 1, character)
      const response = await tenant.post('/v1/rules', { ...rule, ...over })
      expect(validationErrors(response)).toEqual(['body too_long'])
      expect(validationErrors(await tenant.patch(`/v1/rules/${id}`, over))).toEqual(['body too_long'])

      // If only one part is sent, it counts together with the stored other part.
      const [condition] = over.conditions
      const longer = { conditions: [{ ...condition, field: 'ff' }] }
      expect(validationErrors(await tenant.patch(`/v1/rules/${id}`, longer))).toEqual(['body too_long'])
      expect(validationErrors(await tenant.patch(`/v1/rules/${id}`, { actions: over.actions }))).toEqual([
        'body too_long',
      ])
      expect((await tenant.patch(`/v1/rules/${id}`, { conditions: over.conditions })).status).toBe(200)
      expect((await tenant.patch(`/v1/rules/${id}`, { ...longer, actions: [NOTIFY] })).status).toBe(200)
    },
  )

  test('counts numbers as they are written out', async () => {
    const tenant = await newTenant()
    const numbers = (count: number) => acting(JSON.stringify(Array(count).fill(1e300)))
    expect((await send(tenant, '[]', numbers(50))).status).toBe(201)
    expect(validationErrors(await send(tenant, '[]', numbers(60)))).toEqual(['body too_long'])
  })

  test('is checked quickly, even for hostile text', async () => {
    const tenant = await newTenant()
    const began = Date.now()
    for (const character of ['\\', '"', ' ', '\\"', '",']) {
      const { conditions, actions } = sized(LIMIT, character)
      expect((await send(tenant, JSON.stringify(conditions), JSON.stringify(actions))).status).toBe(201)
    }
    expect(Date.now() - began).toBeLessThan(2000)
  })

  test('allows other changes of a rule that was too long before the limit existed', async () => {
    const tenant = await newTenant()
    const id = await tenant.row('rules', {
      ...{ name: 'n', trigger_event: 'x' },
      actions: JSON.stringify([{ type: 'notify', text: 'x'.repeat(LIMIT) }]),
    })
    expect((await tenant.patch(`/v1/rules/${id}`, { name: 'm' })).status).toBe(200)
    expect(validationErrors(await tenant.patch(`/v1/rules/${id}`, { conditions: [] }))).toEqual(['body too_long'])
    expect((await tenant.patch(`/v1/rules/${id}`, { actions: [NOTIFY] })).status).toBe(200)
  })
})
