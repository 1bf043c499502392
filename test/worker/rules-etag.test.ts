import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator } from './harness.ts'

const RULE = { name: 'Call back', trigger_event: 'call.missed', actions: [{ type: 'notify' }] }

async function newRule(fields: object = {}) {
  const tenant = await newTenant()
  const { body, headers } = await tenant.post('/v1/rules', { ...RULE, ...fields })
  const at = `/v1/rules/${body.id}`
  const etag = async () => (await tenant.get(at)).headers.get('ETag') ?? 'none'
  return { tenant, at, id: String(body.id), etag, created: headers.get('ETag') ?? 'none' }
}

const ifMatch = (value: string) => ({ headers: { 'If-Match': value } })

describe('the ETag of a rule', () => {
  test('stays the same until the rule changes, and differs after every change', async () => {
    const { tenant, at, etag, created } = await newRule()
    expect(created).toMatch(/^"\d{16}"$/)
    expect(await etag()).toBe(created)
    const seen = new Set([created])
    const changes = [{ name: 'Text back' }, { priority: 7 }, { conditions: [{ field: 'a', operator: 'exists' }] }]
    for (const change of [...changes, { is_active: false }]) {
      const { headers } = await tenant.patch(at, change)
      expect(headers.get('ETag')).toBe(await etag())
      seen.add(headers.get('ETag') ?? '')
    }
    expect(seen.size).toBe(5)
  })

  test('stays the same if the rule is triggered or a change changes nothing', async () => {
    const { tenant, at, id, etag, created } = await newRule()
    await operator('update rules set trigger_count = 7, last_triggered_at = now() where id = $1', [id])
    expect((await tenant.get(at)).body.trigger_count).toBe(7)
    expect(await etag()).toBe(created)
    expect((await tenant.patch(at, { name: RULE.name }, ifMatch(created))).headers.get('ETag')).toBe(created)
  })

  test('as If-Match of an earlier version returns 412 and changes nothing', async () => {
    const { tenant, at, etag, created } = await newRule()
    await tenant.patch(at, { name: 'first' }, ifMatch(created))
    for (const change of [{ name: 'second' }, { is_active: false }, {}]) {
      const { status, body } = await tenant.patch(at, change, ifMatch(created))
      expect([status, body.code]).toEqual([412, 'precondition_failed'])
    }
    expect((await tenant.delete(at, ifMatch(created))).body.code).toBe('precondition_failed')
    expect((await tenant.get(at)).body).toMatchObject({ name: 'first', is_active: true })
    expect((await tenant.delete(at, ifMatch(await etag()))).status).toBe(204)
    expect((await tenant.get(at)).status).toBe(404)
  })

  test('as If-Match is checked before other conflicts', async () => {
    const { tenant, at, etag, created } = await newRule({ rule_key: 'one' })
    await tenant.post('/v1/rules', { ...RULE, rule_key: 'two' })
    await tenant.patch(at, { priority: 1 })
    const change = { rule_key: 'two' }
    expect((await tenant.patch(at, change, ifMatch(created))).body.code).toBe('precondition_failed')
    expect((await tenant.patch(at, change, ifMatch(await etag()))).body.code).toBe('conflict')
  })

  test('lets only one of several concurrent changes with the same If-Match succeed', async () => {
    const { tenant, at, created } = await newRule()
    const changes = ['one', 'two', 'three'].map((name) => tenant.patch(at, { name }, ifMatch(created)))
    expect((await Promise.all(changes)).map(({ status }) => status).sort()).toEqual([200, 412, 412])
  })

  test('as If-Match does not matter for a rule that does not exist', async () => {
    const { tenant } = await newRule()
    expect((await tenant.patch(`/v1/rules/${absentId()}`, {}, ifMatch('"1"'))).status).toBe(404)
    expect((await tenant.delete(`/v1/rules/${absentId()}`, ifMatch('"1"'))).status).toBe(404)
  })

  test('is returned to a key that can only write, without the rule', async () => {
    const { tenant, at, etag } = await newRule()
    const { key } = await tenant.key({ scopes: ['rules:write'] })
    const { status, body, headers } = await tenant.as(key).patch(at, { name: 'new' })
    expect([status, body, headers.get('ETag')]).toEqual([204, '', await etag()])
  })

  test.each([[{ name: 'new' }], [null]])('lets a repeated request get its first response: %j', async (body) => {
    const { tenant, at, created } = await newRule()
    const options = { headers: { 'If-Match': created, 'Idempotency-Key': crypto.randomUUID() } }
    const send = () => (body ? tenant.patch(at, body, options) : tenant.delete(at, options))
    const [first, second] = [await send(), await send()]
    expect(second).toMatchObject({ status: first.status, body: first.body })
    expect(first.status).toBe(body ? 200 : 204)
    expect(second.headers.get('Idempotent-Replayed')).toBe('true')
  })
})
