import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { hashKey } from '../../src/auth/key.ts'
import { absentId, bindings, faults, newTenant, operator, tripsOf } from './harness.ts'

const MINUTE = 60_000
const rotated = (id: string) => `/v1/api-keys/${id}/rotate`

describe('rotating a key', () => {
  test('answers a new key that inherits name, role, customer, scopes and expiry', async () => {
    const tenant = await newTenant()
    const { id: customerId } = await tenant.customer()
    const expiresAt = '2999-01-31T12:00:00.000001Z'
    const old = await tenant.key({ name: 'desk', role: 'customer', customerId, scopes: ['rules:read'], expiresAt })
    const { status, headers, body } = await tenant.post(rotated(old.id), { grace_seconds: 60 })
    expect(status).toBe(201)
    const same = { name: 'desk', role: 'customer', customer_id: customerId, scopes: ['rules:read'] }
    expect(body).toMatchObject({ ...same, expires_at: expiresAt, state: 'active', mode: 'live', replaced_by: null })
    expect(body.id).not.toBe(old.id)
    expect(body.key).not.toBe(old.key)
    expect([body.prefix, body.last_four]).toEqual([body.key.slice(0, 12), body.key.slice(-4)])
    expect(headers.get('Location')).toBe(`/v1/api-keys/${body.id}`)

    const { body: after } = await tenant.get(`/v1/api-keys/${old.id}`)
    expect(body.replaces).toEqual({ id: old.id, expires_at: after.expires_at })
    expect(after).toMatchObject({ state: 'active', replaced_by: body.id, revoked_at: null })
    const left = Date.parse(after.expires_at) - Date.now()
    expect(left).toBeGreaterThan(MINUTE / 2)
    expect(left).toBeLessThanOrEqual(MINUTE)
    expect(await tenant.as(body.key).get('/v1/api-keys/me')).toMatchObject({ status: 200, body: { id: body.id } })
  })

  test.each([[{}], [{ grace_seconds: 0 }], [{ grace_seconds: null }]])(
    'with %j ends the old key at once, in its own hands too',
    async (body) => {
      const tenant = await newTenant()
      const answer = await tenant.post(rotated(tenant.keys.live.id), body)
      expect(answer.status).toBe(201)
      expect((await tenant.get('/v1/api-keys/me')).status).toBe(401)
      expect((await tenant.get('/v1/api-keys/me', { app: createApp() })).status).toBe(401)
      const { body: old } = await tenant.as(answer.body.key).get(`/v1/api-keys/${tenant.keys.live.id}`)
      expect(old).toMatchObject({ state: 'expired', replaced_by: answer.body.id })
    },
  )

  test('with a grace keeps the old key alive for so long and no longer, also where it was cached before', async () => {
    const tenant = await newTenant()
    const elsewhere = createApp()
    await tenant.get('/v1/api-keys/me', { app: elsewhere })
    expect((await tenant.post(rotated(tenant.keys.live.id), { grace_seconds: 1 })).status).toBe(201)
    expect((await tenant.get('/v1/api-keys/me')).status).toBe(200)
    expect((await tenant.get('/v1/api-keys/me', { app: elsewhere })).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    // Where the rotation was asked for, the edge knows; elsewhere the transaction does.
    expect(await tripsOf(async () => expect((await tenant.get('/v1/api-keys/me')).status).toBe(401))).toBe(0)
    expect((await tenant.get('/v1/api-keys/me', { app: elsewhere })).status).toBe(401)
  })

  test('makes the caches learn the new end of the old key', async () => {
    const tenant = await newTenant()
    const entry = `key:${await hashKey(tenant.keys.live.key)}`
    await tenant.get('/v1/api-keys/me')
    expect(await bindings.KEYS.get(entry, 'json')).toMatchObject({ expiresAt: null })
    await tenant.post(rotated(tenant.keys.live.id), { grace_seconds: 60 })
    await tenant.get('/v1/api-keys/me')
    expect(await bindings.KEYS.get(entry, 'json')).toMatchObject({ expiresAt: expect.stringMatching(/Z$/) })
  })

  test('never extends a key: one that expires within the grace period keeps its expiry', async () => {
    const tenant = await newTenant()
    const expiresAt = new Date(Date.now() + MINUTE).toISOString()
    const old = await tenant.key({ expiresAt })
    const { body } = await tenant.post(rotated(old.id), { grace_seconds: 2592000 })
    expect(Date.parse(body.replaces.expires_at)).toBe(Date.parse(expiresAt))
    expect(Date.parse(body.expires_at)).toBe(Date.parse(expiresAt))
  })

  test('a test key is rotated to a test key', async () => {
    const tenant = await newTenant()
    const { body } = await tenant.as(tenant.keys.test.key).post(rotated(tenant.keys.test.id), { grace_seconds: 9 })
    expect(body).toMatchObject({ mode: 'test', key: expect.stringMatching(/^hc_test_/) })
    expect((await tenant.as(body.key).get('/v1/api-keys/me')).body.tenant.id).toBe(tenant.sandboxId)
  })
})

describe('a rotation is refused', () => {
  test.each([
    ['no body', undefined, 'body missing'],
    ['a negative grace', { grace_seconds: -1 }, 'body.grace_seconds greater_than_equal'],
    ['more than 30 days', { grace_seconds: 2592001 }, 'body.grace_seconds less_than_equal'],
    ['half a second', { grace_seconds: 0.5 }, 'body.grace_seconds int_type'],
    ['a grace as text', { grace_seconds: '60' }, 'body.grace_seconds int_type'],
    ['an unknown field', { grace: 60 }, 'body.grace extra_forbidden'],
  ])('for %s', async (_, body, expected) => {
    const tenant = await newTenant()
    expect(faults(await tenant.post(rotated(tenant.keys.live.id), body))[0]).toBe(expected)
    expect((await tenant.get('/v1/api-keys')).body.total).toBe(1)
  })

  test('for a key that is not there', async () => {
    const tenant = await newTenant()
    expect(await tenant.post(rotated(absentId()), {})).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(faults(await tenant.post(rotated('mine'), {}))).toEqual(['path.key_id uuid_parsing'])
  })

  test.each(['revoked_at = now()', 'expires_at = now()'])('for a dead key: %s', async (end) => {
    const tenant = await newTenant()
    const { id } = await tenant.key()
    await operator(`update api_keys set ${end} where id = $1`, [id])
    expect(await tenant.post(rotated(id), {})).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect((await tenant.get('/v1/api-keys')).body.total).toBe(2)
  })

  test('for a key that was rotated before, though it still lives: its successor is what is rotated next', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.key()
    const first = await tenant.post(rotated(id), { grace_seconds: 60 })
    expect(await tenant.post(rotated(id), { grace_seconds: 60 })).toMatchObject({ status: 409 })
    const second = await tenant.post(rotated(first.body.id), { grace_seconds: 60 })
    expect(second).toMatchObject({ status: 201, body: { expires_at: null } })
  })

  test('for all but one of many at a time', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.key()
    const answers = await Promise.all(Array.from({ length: 8 }, () => tenant.post(rotated(id), { grace_seconds: 60 })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)])
    expect((await tenant.get('/v1/api-keys')).body.total).toBe(3)
  })

  test('for a key that can do more than the caller, who would be given its powers', async () => {
    const tenant = await newTenant()
    const limited = tenant.as((await tenant.key({ scopes: ['api-keys:write', 'rules:read'] })).key)
    const answer = await limited.post(rotated(tenant.keys.live.id), { grace_seconds: 60 })
    expect(answer).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } })
    expect(answer.body.detail).toContain('lacks *')
    expect((await tenant.get(`/v1/api-keys/${tenant.keys.live.id}`)).body).toMatchObject({ expires_at: null })
    const { id } = await tenant.key({ scopes: ['rules:read'] })
    expect((await limited.post(rotated(id), {})).status).toBe(201)
  })
})

test('a key that was rotated works on in its grace, but manages no key other than itself', async () => {
  const tenant = await newTenant()
  const { id, key } = await tenant.key()
  const successor = (await tenant.post(rotated(id), { grace_seconds: 60 })).body
  const retired = tenant.as(key)
  const states = async () => {
    const { api_keys } = (await tenant.get('/v1/api-keys')).body
    return api_keys.map((kept: { id: string; state: string; replaced_by: string }) => [
      kept.id,
      kept.state,
      kept.replaced_by,
    ])
  }
  const before = await states()
  const answers = [
    await retired.post('/v1/api-keys', {}),
    await retired.post(rotated(successor.id), {}),
    await retired.delete(`/v1/api-keys/${successor.id}?force=true`),
    await retired.delete(`/v1/api-keys/${tenant.keys.live.id}`),
  ]
  for (const { status, body } of answers) expect([status, body.code]).toEqual([409, 'conflict'])
  for (const { body } of answers) expect(body.detail).toContain('successor')
  expect(await states()).toEqual(before)

  expect((await retired.post('/v1/customers', {})).status).toBe(201)
  expect((await retired.delete(`/v1/api-keys/${id}`)).status).toBe(204)
  expect((await retired.get('/v1/customers')).status).toBe(401)
})
