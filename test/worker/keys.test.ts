import { describe, expect, test } from 'vitest'
import { revokeKey } from '../../src/admin/keys.ts'
import { resumeTenant, suspendTenant } from '../../src/admin/tenants.ts'
import { createApp } from '../../src/app.ts'
import { generateKey, hashKey, isWellFormedKey } from '../../src/auth/key.ts'
import { bindings, newTenant, operator, send, tripsOf } from './harness.ts'

const UNAUTHENTICATED = { code: 'unauthenticated', detail: expect.any(String), request_id: expect.any(String) }

describe('the text of a key', () => {
  test('has the published format, and a checksum that detects any changed character', () => {
    const key = generateKey('live')
    expect(key).toMatch(/^hc_live_[0-9A-Za-z]{49}$/)
    expect(isWellFormedKey(key)).toBe(true)
    for (let at = 8; at < key.length; at++) {
      const typo = key.slice(0, at) + (key[at] === 'a' ? 'b' : 'a') + key.slice(at + 1)
      expect(isWellFormedKey(typo), typo).toBe(false)
    }
    expect(isWellFormedKey(key.replace('live', 'test'))).toBe(false)
  })

  test('ends in the CRC-32 checksum that zlib computes, in base62', () => {
    // python3: zlib.crc32(b'hc_live_' + b'0' * 43), written with the digits 0-9A-Za-z
    expect(isWellFormedKey(`hc_live_${'0'.repeat(43)}46F59l`)).toBe(true)
  })
})

describe('credentials', () => {
  test.each([
    ['X-Api-Key', (key: string) => ({ 'X-Api-Key': key })],
    ['a Bearer token', (key: string) => ({ Authorization: `Bearer ${key}` })],
    ['a bearer token in another case', (key: string) => ({ authorization: `bEaReR ${key}` })],
    ['both headers with the same key', (key: string) => ({ 'X-Api-Key': key, Authorization: `Bearer ${key}` })],
  ])('%s authenticates a request', async (_, headers) => {
    const tenant = await newTenant()
    expect(await send('GET', '/v1/customers', { headers: headers(tenant.keys.live.key) })).toMatchObject({
      status: 200,
    })
  })

  test.each([
    ['no credential', () => ({})],
    ['an empty key', () => ({ 'X-Api-Key': '' })],
    ['a malformed key', () => ({ 'X-Api-Key': 'hc_live_nonsense' })],
    [
      'a key with a wrong checksum',
      (key: string) => ({ 'X-Api-Key': `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}` }),
    ],
    ['a well-formed but unknown key', () => ({ 'X-Api-Key': generateKey('live') })],
    ['another scheme', (key: string) => ({ Authorization: `Basic ${key}` })],
    ['two different keys', (key: string) => ({ 'X-Api-Key': key, Authorization: `Bearer ${generateKey('live')}` })],
    ['a key together with another scheme', (key: string) => ({ 'X-Api-Key': key, Authorization: `Basic ${key}` })],
  ])('%s always returns the same 401 response', async (_, headers) => {
    const tenant = await newTenant()
    const response = await send('GET', '/v1/customers', {
      headers: headers(tenant.keys.live.key) as Record<string, string>,
    })
    expect(response.status).toBe(401)
    expect(response.body).toEqual(UNAUTHENTICATED)
    expect(response.headers.get('WWW-Authenticate')).toMatch(/^Bearer/)
  })

  test('a key in the query string is not accepted', async () => {
    const tenant = await newTenant()
    const response = await send(
      'GET',
      `/v1/customers?api_key=${tenant.keys.live.key}&x-api-key=${tenant.keys.live.key}`,
    )
    expect(response.status).toBe(401)
  })

  test('a mistyped key is rejected without a database request, an unknown key after one', async () => {
    const unknown = generateKey('live')
    const mistyped = `${unknown.slice(0, -1)}${unknown.endsWith('0') ? '1' : '0'}`
    for (const key of [`${unknown}x`, mistyped]) {
      expect(await tripsOf(async () => expect((await send('GET', '/v1/customers', { key })).status).toBe(401))).toBe(0)
    }
    expect(await tripsOf(() => send('GET', '/v1/customers', { key: unknown }))).toBe(1)
    expect(await tripsOf(() => send('GET', '/v1/customers', { key: unknown }))).toBe(0)
  })
})

describe('the lifecycle of a key', () => {
  test('a revoked key is rejected on the very next request, even if it is cached', async () => {
    const tenant = await newTenant()
    expect((await tenant.get('/v1/customers')).status).toBe(200)
    await revokeKey(operator, tenant.keys.live.id)
    // The cache entry still exists, so it is the database that rejects the key.
    expect(await bindings.KEYS.get(`key:${await hashKey(tenant.keys.live.key)}`)).not.toBeNull()
    const response = await tenant.get('/v1/customers')
    expect(response.status).toBe(401)
    expect(response.body).toEqual(UNAUTHENTICATED)
    expect(await bindings.KEYS.get(`key:${await hashKey(tenant.keys.live.key)}`)).toBeNull()
  })

  test('a revoked key cannot write', async () => {
    const tenant = await newTenant()
    await tenant.get('/v1/customers')
    await revokeKey(operator, tenant.keys.live.id)
    expect((await tenant.post('/v1/customers', {})).status).toBe(401)
    expect(await operator('select id from customers where tenant_id = $1', [tenant.id])).toEqual([])
  })

  test('a key is rejected from the moment it expires, both from the caches and from the database', async () => {
    const tenant = await newTenant()
    const expiresAt = new Date(Date.now() + 1500).toISOString()
    const { key } = await tenant.key({ expiresAt })
    expect((await tenant.as(key).get('/v1/customers')).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 1600))
    expect(await tripsOf(async () => expect((await tenant.as(key).get('/v1/customers')).status).toBe(401))).toBe(0)
    expect((await tenant.as(key).get('/v1/customers', { app: createApp() })).status).toBe(401)
  })

  test('a key that expires sooner than its cache entry says is rejected by the database', async () => {
    const tenant = await newTenant()
    await tenant.get('/v1/customers')
    await operator(`update api_keys set expires_at = now() where id = $1`, [tenant.keys.live.id])
    expect((await tenant.get('/v1/customers')).status).toBe(401)
  })

  test('a suspended tenant and its sandbox are rejected on the very next request, until it resumes', async () => {
    const tenant = await newTenant()
    const sandbox = tenant.as(tenant.keys.test.key)
    expect([(await tenant.get('/v1/customers')).status, (await sandbox.get('/v1/customers')).status]).toEqual([
      200, 200,
    ])

    await suspendTenant(operator, tenant.slug)
    for (const side of [tenant, sandbox]) {
      const response = await side.get('/v1/customers')
      expect(response).toMatchObject({ status: 403, body: { code: 'tenant_suspended' } })
    }
    // A key that is not cached gets the same response.
    expect(await tenant.get('/v1/customers', { app: createApp() })).toMatchObject({ status: 403 })

    await resumeTenant(operator, tenant.slug)
    expect([(await tenant.get('/v1/customers')).status, (await sandbox.get('/v1/customers')).status]).toEqual([
      200, 200,
    ])
  })

  test('a lookup in the database records when the key was last used', async () => {
    const tenant = await newTenant()
    await tenant.get('/v1/customers')
    const [row] = await operator('select last_used_at from api_keys where id = $1', [tenant.keys.live.id])
    expect(Date.now() - new Date(String(row?.last_used_at)).getTime()).toBeLessThan(60_000)
  })
})

describe('round trips', () => {
  test('an uncached key takes two, a key in KV or in memory takes one', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()]
    expect(await tripsOf(() => tenant.get('/v1/customers'))).toBe(2)
    expect(await tripsOf(() => tenant.get('/v1/customers'))).toBe(1)
    // The first request of an app also checks the login role, while it waits for its own result.
    const app = createApp()
    await other.get('/v1/customers', { app })
    expect(await tripsOf(() => tenant.get('/v1/customers', { app }))).toBe(1)
  })
})
