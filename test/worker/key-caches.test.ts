import { describe, expect, test } from 'vitest'
import { revokeKey } from '../../src/admin/keys.ts'
import { hashKey } from '../../src/auth/key.ts'
import { KeyLookup, type Sources } from '../../src/auth/lookup.ts'
import { bindings, newTenant, operator, tripsOf } from './harness.ts'

describe('KV', () => {
  test('stores a lookup for the shortest possible time, under the hash of the key and without the key', async () => {
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

test('a revoked key causes one database request, and none after that', async () => {
  const tenant = await newTenant()
  await tenant.get('/v1/customers')
  await revokeKey(operator, tenant.keys.live.id)
  const rejected = async () => expect((await tenant.get('/v1/customers')).status).toBe(401)
  expect([await tripsOf(rejected), await tripsOf(rejected), await tripsOf(rejected)]).toEqual([1, 0, 0])
})

describe('the in-memory cache of an isolate', () => {
  /** A key lookup whose KV knows every key, and the names that were read from this KV. */
  function lookupWithKv() {
    const reads: string[] = []
    const caller = { tenantId: 't', keyId: 'k', role: 'admin', customerId: null, scopes: ['*'], expiresAt: null }
    const get = async (name: string) => {
      reads.push(name)
      return caller
    }
    const sources = { env: { KEYS: { get } }, waitUntil: () => undefined } as unknown as Sources
    const lookup = new KeyLookup()
    return { find: (number: number) => lookup.find(`hash${number}`, sources), reads }
  }

  test('holds a thousand keys, and evicts the oldest to add another', async () => {
    const { find, reads } = lookupWithKv()
    for (let number = 0; number < 1_000; number++) await find(number)
    await find(0)
    expect(reads.length).toBe(1_000)

    await find(1_000)
    reads.length = 0
    for (const number of [1_000, 999, 1]) await find(number)
    expect(reads).toEqual([])
    await find(0)
    expect(reads).toEqual(['key:hash0'])
  })

  test('still holds only a thousand keys after five thousand lookups', async () => {
    const { find, reads } = lookupWithKv()
    for (let number = 0; number < 5_000; number++) await find(number)
    reads.length = 0
    for (let number = 4_999; number >= 4_000; number--) await find(number)
    expect(reads).toEqual([])
    for (let number = 0; number < 100; number++) await find(number)
    expect(reads.length).toBe(100)
  })
})
