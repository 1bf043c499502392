import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { hashKey } from '../../src/auth/key.ts'
import { absentId, bindings, newTenant, operator, tripsOf, validationErrors } from './harness.ts'

const MINUTE = 60_000
const rotationPath = (id: string) => `/v1/api-keys/${id}/rotate`

describe('POST /v1/api-keys/{key_id}/rotate', () => {
  test('returns a new key with the same name, role, customer, scopes, rate limit and expiry', async () => {
    const tenant = await newTenant()
    const { id: customerId } = await tenant.customer()
    const expiresAt = '2999-01-31T12:00:00.000001Z'
    const old = await tenant.key({ name: 'desk', role: 'customer', customerId, scopes: ['rules:read'], expiresAt })
    const { status, headers, body } = await tenant.post(rotationPath(old.id), { grace_seconds: 60 })
    expect(status).toBe(201)
    const bound = { role: 'customer', customer_id: customerId }
    const same = { ...bound, name: 'desk', scopes: ['rules:read'], rate_limit: 'highest' }
    expect(body).toMatchObject({ ...same, expires_at: expiresAt, state: 'active', mode: 'live', replaced_by: null })
    expect(body.id).not.toBe(old.id)
    expect(body.key).not.toBe(old.key)
    expect([body.prefix, body.last_four]).toEqual([body.key.slice(0, 12), body.key.slice(-4)])
    expect(headers.get('Location')).toBe(`/v1/api-keys/${body.id}`)

    const { body: after } = await tenant.get(`/v1/api-keys/${old.id}`)
    expect(body.replaces).toEqual({ id: old.id, expires_at: after.expires_at })
    expect(after).toMatchObject({ state: 'active', replaced_by: body.id, revoked_at: null })
    const remaining = Date.parse(after.expires_at) - Date.now()
    expect(remaining).toBeGreaterThan(MINUTE / 2)
    expect(remaining).toBeLessThanOrEqual(MINUTE)
    expect(await tenant.as(body.key).get('/v1/api-keys/me')).toMatchObject({ status: 200, body: { id: body.id } })
  })

  test.each([[{}], [{ grace_seconds: 0 }], [{ grace_seconds: null }]])(
    'with %j expires the old key immediately, also when it rotates itself',
    async (body) => {
      const tenant = await newTenant()
      const response = await tenant.post(rotationPath(tenant.keys.live.id), body)
      expect(response.status).toBe(201)
      expect((await tenant.get('/v1/api-keys/me')).status).toBe(401)
      expect((await tenant.get('/v1/api-keys/me', { app: createApp() })).status).toBe(401)
      const { body: old } = await tenant.as(response.body.key).get(`/v1/api-keys/${tenant.keys.live.id}`)
      expect(old).toMatchObject({ state: 'expired', replaced_by: response.body.id })
    },
  )

  test('keeps the old key active exactly for the grace period, even where it was already cached', async () => {
    const tenant = await newTenant()
    const otherApp = createApp()
    await tenant.get('/v1/api-keys/me', { app: otherApp })
    expect((await tenant.post(rotationPath(tenant.keys.live.id), { grace_seconds: 1 })).status).toBe(201)
    expect((await tenant.get('/v1/api-keys/me')).status).toBe(200)
    expect((await tenant.get('/v1/api-keys/me', { app: otherApp })).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    // The app that rotated the key rejects it from its cache; another app needs the transaction to reject it.
    expect(await tripsOf(async () => expect((await tenant.get('/v1/api-keys/me')).status).toBe(401))).toBe(0)
    expect((await tenant.get('/v1/api-keys/me', { app: otherApp })).status).toBe(401)
  })

  test('updates the expiry of the old key in the cache', async () => {
    const tenant = await newTenant()
    const entry = `key:${await hashKey(tenant.keys.live.key)}`
    await tenant.get('/v1/api-keys/me')
    expect(await bindings.KEYS.get(entry, 'json')).toMatchObject({ expiresAt: null })
    await tenant.post(rotationPath(tenant.keys.live.id), { grace_seconds: 60 })
    await tenant.get('/v1/api-keys/me')
    expect(await bindings.KEYS.get(entry, 'json')).toMatchObject({ expiresAt: expect.stringMatching(/Z$/) })
  })

  test('returns a key that expires no later than the key that rotates it', async () => {
    const tenant = await newTenant()
    const [old, caller] = [await tenant.key(), await tenant.key({ expiresAt: '2999-01-31T12:00:00Z' })]
    const { body } = await tenant.as(caller.key).post(rotationPath(old.id), {})
    expect(body.expires_at).toBe('2999-01-31T12:00:00Z')
    // A key that rotates itself keeps its expiry, not the end of its grace period.
    const itself = await tenant.as(caller.key).post(rotationPath(caller.id), { grace_seconds: 60 })
    expect(itself.body.expires_at).toBe('2999-01-31T12:00:00Z')
  })

  test('leaves the expiry unchanged for a key that expires within the grace period', async () => {
    const tenant = await newTenant()
    const expiresAt = new Date(Date.now() + MINUTE).toISOString()
    const old = await tenant.key({ expiresAt })
    const { body } = await tenant.post(rotationPath(old.id), { grace_seconds: 2592000 })
    expect(Date.parse(body.replaces.expires_at)).toBe(Date.parse(expiresAt))
    expect(Date.parse(body.expires_at)).toBe(Date.parse(expiresAt))
  })

  test('rotates a test key to a test key', async () => {
    const tenant = await newTenant()
    const { body } = await tenant.as(tenant.keys.test.key).post(rotationPath(tenant.keys.test.id), { grace_seconds: 9 })
    expect(body).toMatchObject({ mode: 'test', key: expect.stringMatching(/^hc_test_/) })
    expect((await tenant.as(body.key).get('/v1/api-keys/me')).body.tenant.id).toBe(tenant.sandboxId)
  })
})

describe('POST /v1/api-keys/{key_id}/rotate rejects', () => {
  test.each([
    ['a missing body', undefined, 'body missing'],
    ['a negative grace period', { grace_seconds: -1 }, 'body.grace_seconds greater_than_equal'],
    ['a grace period over 30 days', { grace_seconds: 2592001 }, 'body.grace_seconds less_than_equal'],
    ['a fractional grace period', { grace_seconds: 0.5 }, 'body.grace_seconds int_type'],
    ['a grace period as text', { grace_seconds: '60' }, 'body.grace_seconds int_type'],
    ['an unknown field', { grace: 60 }, 'body.grace extra_forbidden'],
  ])('%s', async (_, body, expected) => {
    const tenant = await newTenant()
    expect(validationErrors(await tenant.post(rotationPath(tenant.keys.live.id), body))[0]).toBe(expected)
    expect((await tenant.get('/v1/api-keys')).body.total).toBe(1)
  })

  test('a missing key', async () => {
    const tenant = await newTenant()
    expect(await tenant.post(rotationPath(absentId()), {})).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(validationErrors(await tenant.post(rotationPath('mine'), {}))).toEqual(['path.key_id uuid_parsing'])
  })

  test.each(['revoked_at = now()', 'expires_at = now()'])('a revoked or expired key: %s', async (change) => {
    const tenant = await newTenant()
    const { id } = await tenant.key()
    await operator(`update api_keys set ${change} where id = $1`, [id])
    expect(await tenant.post(rotationPath(id), {})).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect((await tenant.get('/v1/api-keys')).body.total).toBe(2)
  })

  test('a key that was already rotated, even in its grace period; its successor can be rotated', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.key()
    const first = await tenant.post(rotationPath(id), { grace_seconds: 60 })
    expect(await tenant.post(rotationPath(id), { grace_seconds: 60 })).toMatchObject({ status: 409 })
    const second = await tenant.post(rotationPath(first.body.id), { grace_seconds: 60 })
    expect(second).toMatchObject({ status: 201, body: { expires_at: null } })
  })

  test('all but one of several concurrent rotations', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.key()
    const responses = await Promise.all(
      Array.from({ length: 8 }, () => tenant.post(rotationPath(id), { grace_seconds: 60 })),
    )
    expect(responses.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)])
    expect((await tenant.get('/v1/api-keys')).body.total).toBe(3)
  })

  test('a key with scopes that the caller lacks, because the caller would gain them', async () => {
    const tenant = await newTenant()
    const limited = tenant.as((await tenant.key({ scopes: ['api-keys:write', 'rules:read'] })).key)
    const response = await limited.post(rotationPath(tenant.keys.live.id), { grace_seconds: 60 })
    expect(response).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } })
    expect(response.body.detail).toContain('lacks *')
    expect((await tenant.get(`/v1/api-keys/${tenant.keys.live.id}`)).body).toMatchObject({ expires_at: null })
    const { id } = await tenant.key({ scopes: ['rules:read'] })
    expect((await limited.post(rotationPath(id), {})).status).toBe(201)
  })
})

test('a rotated key still works in its grace period, but can manage only itself', async () => {
  const tenant = await newTenant()
  const { id, key } = await tenant.key()
  const successor = (await tenant.post(rotationPath(id), { grace_seconds: 60 })).body
  const retired = tenant.as(key)
  const states = async () => {
    const { api_keys } = (await tenant.get('/v1/api-keys')).body
    return api_keys.map((apiKey: { id: string; state: string; replaced_by: string }) => [
      apiKey.id,
      apiKey.state,
      apiKey.replaced_by,
    ])
  }
  const before = await states()
  const responses = [
    await retired.post('/v1/api-keys', {}),
    await retired.post(rotationPath(successor.id), {}),
    await retired.delete(`/v1/api-keys/${successor.id}?force=true`),
    await retired.delete(`/v1/api-keys/${tenant.keys.live.id}`),
  ]
  for (const { status, body } of responses) expect([status, body.code]).toEqual([409, 'conflict'])
  for (const { body } of responses) expect(body.detail).toContain('successor')
  expect(await states()).toEqual(before)

  expect((await retired.post('/v1/customers', {})).status).toBe(201)
  expect((await retired.delete(`/v1/api-keys/${id}`)).status).toBe(204)
  expect((await retired.get('/v1/customers')).status).toBe(401)
})
