import { describe, expect, test } from 'vitest'
import { revokeKey } from '../../src/admin/keys.ts'
import { hashKey } from '../../src/auth/key.ts'
import { KeyLookup, type Sources } from '../../src/auth/lookup.ts'
import { bindings, newTenant, operator, tripsOf } from './harness.ts'

describe('KV', () => {
  test('keeps a look-up for the shortest time that it can, under the key’s hash, and without the key', async () => {
    const tenant = await newTenant()
    const puts: unknown[][] = []
    const kv = { get: async () => null, put: async (...args: unknown[]) => void puts.push(args) }
    await tenant.get('/v1/customers', { env: { ...bindings, KEYS: kv as unknown as typeof bindings.KEYS } })
    const { live } = tenant.keys
    expect(puts).toEqual([[`key:${await hashKey(live.key)}`, expect.any(String), { expirationTtl: 60 }]])
    expect(JSON.parse(String(puts[0]?.[1]))).toMatchObject({ tenantId: tenant.id, keyId: live.id, scopes: ['*'] })
    expect(String(puts[0]?.[1])).not.toContain(live.key)
  })
})

test('a revoked key costs the database one request, and its next ones none', async () => {
  const tenant = await newTenant()
  await tenant.get('/v1/customers')
  await revokeKey(operator, tenant.keys.live.id)
  const refused = async () => expect((await tenant.get('/v1/customers')).status).toBe(401)
  expect([await tripsOf(refused), await tripsOf(refused), await tripsOf(refused)]).toEqual([1, 0, 0])
})

describe('the memory of an isolate', () => {
  /** A directory over a cache that knows every key, and what that cache was asked. */
  function withCache() {
    const asked: string[] = []
    const caller = { tenantId: 't', keyId: 'k', role: 'admin', customerId: null, scopes: ['*'], expiresAt: null }
    const get = async (name: string) => {
      asked.push(name)
      return caller
    }
    const sources = { env: { KEYS: { get } }, waitUntil: () => undefined } as unknown as Sources
    const directory = new KeyLookup()
    return { find: (number: number) => directory.find(`hash${number}`, sources), asked }
  }

  test('holds a thousand keys and forgets the oldest for one more', async () => {
    const { find, asked } = withCache()
    for (let number = 0; number < 1_000; number++) await find(number)
    await find(0)
    expect(asked.length).toBe(1_000)

    await find(1_000)
    asked.length = 0
    for (const number of [1_000, 999, 1]) await find(number)
    expect(asked).toEqual([])
    await find(0)
    expect(asked).toEqual(['key:hash0'])
  })

  test('is no larger after five thousand', async () => {
    const { find, asked } = withCache()
    for (let number = 0; number < 5_000; number++) await find(number)
    asked.length = 0
    for (let number = 4_999; number >= 4_000; number--) await find(number)
    expect(asked).toEqual([])
    for (let number = 0; number < 100; number++) await find(number)
    expect(asked.length).toBe(100)
  })
})
