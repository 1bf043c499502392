import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createApp } from '../../src/app.ts'
import { generateKey, hashKey } from '../../src/auth/key.ts'
import { cacheEntry } from './cache-entry.ts'
import { bindings, newTenant, operator, queriesOf, type Tenant, tripsOf } from './harness.ts'

const AN_ID = '0198c1f4-9d10-7b52-a1f3-3f6b1c2d4e5f'

/** The lines of the log with the level error. */
function errorsLogged() {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  onTestFinished(() => log.mockRestore())
  return () => log.mock.calls.map(([line]) => JSON.parse(line)).filter(({ level }) => level === 'error')
}

describe('if the cache entry of a valid key is wrong, the request succeeds and an error is logged:', () => {
  const wrong: [string, (tenant: Tenant, other: Tenant) => object, string[]][] = [
    ['another tenant', (_, other) => ({ tenantId: other.id }), ['tenantId']],
    ['a tenant that does not exist', () => ({ tenantId: AN_ID }), ['tenantId']],
    ['another key', (_, other) => ({ tenantId: other.id, keyId: other.keys.live.id }), ['tenantId', 'keyId']],
    ['another role', () => ({ role: 'customer', customerId: AN_ID }), ['role', 'customerId']],
    ['fewer scopes', () => ({ scopes: ['rules:read'] }), ['scopes']],
    ['an expiry in the past', () => ({ expiresAt: '2020-01-01T00:00:00.000Z' }), ['expiresAt']],
  ]

  test.each(wrong)('%s', async (_, changes, fields) => {
    const [tenant, other] = [await newTenant(), await newTenant()]
    const { id } = await tenant.customer({ company_name: 'Steve the Plumber' })
    await cacheEntry(tenant.keys.live, tenant.id, changes(tenant, other))
    const errors = errorsLogged()
    const app = createApp()

    const { status, body } = await tenant.get('/v1/customers', { app })
    expect({ status, ids: body.customers.map((row: { id: string }) => row.id) }).toEqual({ status: 200, ids: [id] })
    expect(errors()).toEqual([
      {
        level: 'error',
        failure: 'the cache entry of an API key was wrong',
        fields,
        request_id: expect.any(String),
        key_id: tenant.keys.live.id,
      },
    ])

    const [entry] = await Promise.all([bindings.KEYS.get(`key:${await hashKey(tenant.keys.live.key)}`, 'json')])
    expect(entry).toMatchObject({ tenantId: tenant.id, keyId: tenant.keys.live.id, role: 'admin', scopes: ['*'] })
    expect(await tripsOf(() => tenant.get('/v1/customers', { app }))).toBe(1)
  })

  test('another tenant, for a write, which changes only the caller’s tenant', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()]
    await cacheEntry(tenant.keys.live, other.id)
    const response = await tenant.post('/v1/customers', { company_name: 'Steve' }, { app: createApp() })
    expect(response.status).toBe(201)
    const rows = await operator('select tenant_id from customers where tenant_id = any($1)', [
      `{${tenant.id},${other.id}}`,
    ])
    expect(rows).toEqual([{ tenant_id: tenant.id }])
  })

  test('another tenant, for a request with a cursor, and the next cursor is valid', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()]
    for (let number = 0; number < 3; number++) await tenant.customer()
    const first = await tenant.get('/v1/customers?per_page=1')
    await cacheEntry(tenant.keys.live, other.id)
    const app = createApp()
    const second = await tenant.get(`/v1/customers?per_page=1&cursor=${first.body.next_cursor}`, { app })
    expect(second.status).toBe(200)
    await cacheEntry(tenant.keys.live, other.id)
    const anew = await tenant.get('/v1/customers?per_page=1', { app: createApp() })
    expect((await tenant.get(`/v1/customers?per_page=1&cursor=${anew.body.next_cursor}`)).status).toBe(200)
  })
})

describe('a wrong cache entry gains nothing:', () => {
  test('more scopes than the key has are rejected, and the entry is corrected', async () => {
    const tenant = await newTenant()
    const reader = await tenant.key({ scopes: ['customers:read'] })
    await cacheEntry(reader, tenant.id)
    const errors = errorsLogged()
    const response = await tenant.as(reader.key).post('/v1/customers', {}, { app: createApp() })
    expect(response).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } })
    expect(errors()).toMatchObject([{ fields: ['scopes'], key_id: reader.id }])
    const entry = await bindings.KEYS.get(`key:${await hashKey(reader.key)}`, 'json')
    expect(entry).toMatchObject({ scopes: ['customers:read'] })
  })

  test('an entry for a key that does not exist is rejected and deleted', async () => {
    const tenant = await newTenant()
    const key = { id: tenant.keys.live.id, key: generateKey('live') }
    await cacheEntry(key, tenant.id)
    const errors = errorsLogged()
    expect((await tenant.as(key.key).get('/v1/customers', { app: createApp() })).status).toBe(401)
    expect(errors()).toMatchObject([{ fields: ['keyId'] }])
    expect(await bindings.KEYS.get(`key:${await hashKey(key.key)}`)).toBeNull()
  })

  test('the entry of a revoked key is only outdated, which is not an error', async () => {
    const tenant = await newTenant()
    await cacheEntry(tenant.keys.live, tenant.id)
    await operator('update api_keys set revoked_at = now() where id = $1', [tenant.keys.live.id])
    const errors = errorsLogged()
    expect((await tenant.get('/v1/customers', { app: createApp() })).status).toBe(401)
    expect(errors()).toEqual([])
  })
})

describe('the last use of a key', () => {
  const lastUse = async (id: string) => (await operator('select last_used_at from api_keys where id = $1', [id]))[0]
  const recordingsOf = async (work: () => Promise<unknown>) =>
    (await queriesOf(work)).filter((query) => query.includes('app.record_key_use(')).length

  test('is recorded after the response, at most once every ten minutes by each isolate', async () => {
    const tenant = await newTenant()
    const app = createApp()
    const request = () => tenant.get('/v1/customers', { app })
    expect([await recordingsOf(request), await recordingsOf(request)]).toEqual([1, 0])
    expect(await lastUse(tenant.keys.live.id)).toEqual({ last_used_at: expect.anything() })
    // KV stores when it was recorded.
    expect(await recordingsOf(() => tenant.get('/v1/customers', { app: createApp() }))).toBe(0)
  })

  test('is recorded again ten minutes later', async () => {
    const tenant = await newTenant()
    const usedAt = new Date(Date.now() - 601_000).toISOString()
    await operator('update api_keys set last_used_at = $1 where id = $2', [usedAt, tenant.keys.live.id])
    await cacheEntry(tenant.keys.live, tenant.id, { usedAt })
    expect(await recordingsOf(() => tenant.get('/v1/customers', { app: createApp() }))).toBe(1)
    const row = await lastUse(tenant.keys.live.id)
    expect(Date.parse(String(row?.last_used_at))).toBeGreaterThan(Date.parse(usedAt) + 600_000)
  })

  test('changes in the database at most once every ten minutes', async () => {
    const tenant = await newTenant()
    const { id, key } = tenant.keys.live
    const record = async () => operator(`select app.record_key_use($1)`, [`\\x${await hashKey(key)}`])
    const at = async (secondsAgo: number) => {
      await operator(`update api_keys set last_used_at = now() - make_interval(secs => $1) where id = $2`, [
        secondsAgo,
        id,
      ])
      return lastUse(id)
    }
    const recent = await at(590)
    await record()
    expect(await lastUse(id)).toEqual(recent)
    const old = await at(610)
    await record()
    expect(await lastUse(id)).not.toEqual(old)
  })

  test('that cannot be recorded does not affect the response', async () => {
    const tenant = await newTenant()
    await cacheEntry(tenant.keys.live, tenant.id, { usedAt: null })
    const { fetch } = globalThis
    const spy = vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      if (String(init?.body).includes('app.record_key_use(')) return Promise.reject(new Error('down'))
      return fetch(input as never, init)
    })
    onTestFinished(() => spy.mockRestore())
    expect((await tenant.get('/v1/customers', { app: createApp() })).status).toBe(200)
  })
})
