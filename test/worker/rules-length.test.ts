import { describe, expect, test } from 'vitest'
import { faults, newTenant, type Tenant } from './harness.ts'

const LIMIT = 16 * 1024
const NOTIFY = { type: 'notify' }

/** Sends a rule whose conditions and actions are these, as they stand. */
const send = (tenant: Tenant, conditions: string, actions = JSON.stringify([NOTIFY])) =>
  tenant.post('/v1/rules', `{"name":"n","trigger_event":"x","conditions":${conditions},"actions":${actions}}`)
const acting = (setting: string) => `[{"type":"notify","setting":${setting}}]`

describe('16 KiB', () => {
  /** Conditions and actions of exactly so many bytes, the text being made of these characters. */
  const sized = (bytes: number, character: string) => {
    const conditions = [{ field: 'f', operator: 'eq', value: [1, { a: ', : "x": \\' }] }]
    const make = (text: string) => ({ conditions, actions: [{ type: 'notify', text }] })
    const size = (rule: ReturnType<typeof make>) =>
      new TextEncoder().encode(JSON.stringify(rule.conditions) + JSON.stringify(rule.actions)).length
    const room = bytes - size(make(''))
    const each = new TextEncoder().encode(JSON.stringify(character)).length - 2
    return make(character.repeat(Math.floor(room / each)) + 'x'.repeat(room % each))
  }

  test.each(['x', 'é', '😀', '"', '\\', '\n', ' ', ', ', ': '])(
    'of %j are taken, and not one byte more',
    async (character) => {
      const tenant = await newTenant()
      const rule = { name: 'n', trigger_event: 'x' }
      const full = await tenant.post('/v1/rules', { ...rule, ...sized(LIMIT, character) })
      expect(full.status).toBe(201)
      const { id } = full.body
      const over = sized(LIMIT + 1, character)
      const answer = await tenant.post('/v1/rules', { ...rule, ...over })
      expect(faults(answer)).toEqual(['body too_long'])
      expect(faults(await tenant.patch(`/v1/rules/${id}`, over))).toEqual(['body too_long'])

      // What is sent alone counts together with what is there already.
      const [condition] = over.conditions
      const longer = { conditions: [{ ...condition, field: 'ff' }] }
      expect(faults(await tenant.patch(`/v1/rules/${id}`, longer))).toEqual(['body too_long'])
      expect(faults(await tenant.patch(`/v1/rules/${id}`, { actions: over.actions }))).toEqual(['body too_long'])
      expect((await tenant.patch(`/v1/rules/${id}`, { conditions: over.conditions })).status).toBe(200)
      expect((await tenant.patch(`/v1/rules/${id}`, { ...longer, actions: [NOTIFY] })).status).toBe(200)
    },
  )

  test('numbers count as they are written out', async () => {
    const tenant = await newTenant()
    const numbers = (count: number) => acting(JSON.stringify(Array(count).fill(1e300)))
    expect((await send(tenant, '[]', numbers(50))).status).toBe(201)
    expect(faults(await send(tenant, '[]', numbers(60)))).toEqual(['body too_long'])
  })

  test('measuring a hostile text takes no time', async () => {
    const tenant = await newTenant()
    const began = Date.now()
    for (const character of ['\\', '"', ' ', '\\"', '",']) {
      const { conditions, actions } = sized(LIMIT, character)
      expect((await send(tenant, JSON.stringify(conditions), JSON.stringify(actions))).status).toBe(201)
    }
    expect(Date.now() - began).toBeLessThan(2000)
  })

  test('a rule that was longer before there was a limit can still be changed in all else', async () => {
    const tenant = await newTenant()
    const id = await tenant.row('rules', {
      ...{ name: 'n', trigger_event: 'x' },
      actions: JSON.stringify([{ type: 'notify', text: 'x'.repeat(LIMIT) }]),
    })
    expect((await tenant.patch(`/v1/rules/${id}`, { name: 'm' })).status).toBe(200)
    expect(faults(await tenant.patch(`/v1/rules/${id}`, { conditions: [] }))).toEqual(['body too_long'])
    expect((await tenant.patch(`/v1/rules/${id}`, { actions: [NOTIFY] })).status).toBe(200)
  })
})
