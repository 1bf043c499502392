import { describe, expect, test, vi } from 'vitest'
import { revokeKey } from '../../src/admin/keys.ts'
import { createApp } from '../../src/app.ts'
import { hashKey } from '../../src/auth/key.ts'
import { KeyLookup, type Sources } from '../../src/auth/lookup.ts'
import { Deadline } from '../../src/db/deadline.ts'
import { AddressLimit } from '../../src/limits/address-limit.ts'
import { bindings, newTenant, operator, tripsOf } from './harness.ts'

const absent = { get: async () => null, put: async () => undefined, delete: async () => undefined }
/** The bindings, with some methods of KV replaced. */
const withKv = (methods: object) => ({
  ...bindings,
  KEYS: { ...absent, ...methods } as unknown as typeof bindings.KEYS,
})
const throwing = (): Promise<string> => {
  throw new Error('down')
}
const hang = () => new Promise<never>(() => undefined)

describe('KV', () => {
  test('stores a lookup for a day, under the hash of the key and without the key', async () => {
    const tenant = await newTenant()
    const puts: unknown[][] = []
    const put = async (...args: unknown[]) => void puts.push(args)
    await tenant.get('/v1/customers', { env: withKv({ put }) })
    const { live } = tenant.keys
    expect(puts).toEqual([[`key:${await hashKey(live.key)}`, expect.any(String), { expirationTtl: 86_400 }]])
    expect(JSON.parse(String(puts[0]?.[1]))).toEqual({
      tenantId: tenant.id,
      keyId: live.id,
      role: 'admin',
      customerId: null,
      scopes: ['*'],
      rateLimit: 'highest',
      expiresAt: null,
      usedAt: expect.stringMatching(/Z$/),
    })
    expect(String(puts[0]?.[1])).not.toContain(live.key)
  })

  test('is read with a one-hour copy at each location', async () => {
    const tenant = await newTenant()
    const get = vi.fn(async () => null)
    await tenant.get('/v1/customers', { env: withKv({ get }) })
    const name = `key:${await hashKey(tenant.keys.live.key)}`
    expect(get.mock.calls).toEqual([[name, { type: 'text', cacheTtl: 3_600 }]])
  })

  test('delays a request by at most 150 ms if it hangs', async () => {
    const tenant = await newTenant()
    const limits = vi.spyOn(globalThis, 'setTimeout')
    const response = await tenant.get('/v1/customers', { env: withKv({ get: hang }) })
    expect(response.status).toBe(200)
    expect(limits.mock.calls.map(([, milliseconds]) => milliseconds)).toContain(145)
    limits.mockRestore()
  })

  test('is used later if it responds too late', async () => {
    const { live } = (await newTenant()).keys
    const entry = await entryOf({ keyId: live.id })
    let respond: (text: string) => void = () => undefined
    const get = () => new Promise<string>((resolve) => (respond = resolve))
    const hash = await hashKey(live.key)
    const lookup = new KeyLookup(new AddressLimit())
    const sources = sourcesOf({ ...withKv({ get }), DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
    await expect(lookup.find(hash, sources)).rejects.toThrow()
    respond(entry)
    await expect.poll(() => lookup.find(hash, sources)).toMatchObject({ caller: { keyId: live.id }, source: 'cache' })
  })

  test.each([
    ['fails', { get: () => Promise.reject(new Error('down')), put: () => Promise.reject(new Error('down')) }],
    ['throws', { get: () => throwing(), put: () => throwing(), delete: () => throwing() }],
    ['returns garbage', { get: async () => '{"hello":"world"}', delete: () => throwing() }],
  ] as [string, object][])('costs only one round trip if it %s', async (_, methods) => {
    const tenant = await newTenant()
    const app = createApp()
    await (await newTenant()).get('/v1/customers', { app })
    const trips = await tripsOf(async () => {
      expect((await tenant.get('/v1/customers', { app, env: withKv(methods) })).status).toBe(200)
    })
    expect(trips).toBe(2)
  })

  test('does not delay a response if it hangs on a write', async () => {
    const tenant = await newTenant()
    const app = createApp()
    const context = { waitUntil: vi.fn(), passThroughOnException: () => undefined }
    const request = new Request('https://api.example/v1/customers', { headers: { 'X-Api-Key': tenant.keys.live.key } })
    const response = await app.fetch(request, withKv({ put: hang, delete: hang }), context as never)
    expect(response.status).toBe(200)
    await response.body?.cancel()
  })
})

const ID = '0198c1f4-9d10-7b52-a1f3-3f6b1c2d4e5f'
const VALID = {
  tenantId: ID,
  keyId: ID,
  role: 'admin',
  customerId: null,
  scopes: ['*'],
  rateLimit: 'standard',
  expiresAt: null,
  usedAt: new Date().toISOString(),
}
const entryOf = async (changes: object) => JSON.stringify({ ...VALID, ...changes })

describe('an entry is deleted, and the key looked up in the database, if', () => {
  test.each([
    ['it is not JSON', 'nonsense'],
    ['it is null', 'null'],
    ['it is a list', '[]'],
    ['a field is missing', { rateLimit: undefined }],
    ['it has an unknown field', { admin: true }],
    ['the tenant is not a UUID', { tenantId: 'a' }],
    ['the key is not a UUID', { keyId: 7 }],
    ['the role is unknown', { role: 'owner' }],
    ['an admin key is bound to a customer', { customerId: ID }],
    ['a customer key is not bound', { role: 'customer' }],
    ['there are no scopes', { scopes: [] }],
    ['a scope is unknown', { scopes: ['customers:read', 'customers:delete'] }],
    ['the scopes are text', { scopes: '*' }],
    ['the rate limit is unknown', { rateLimit: 'toString' }],
    ['the expiry is not a time', { expiresAt: 'never' }],
    ['the expiry has no time zone', { expiresAt: '2099-01-01T00:00:00' }],
    ['the expiry is a day that does not exist', { expiresAt: '2099-13-01T00:00:00Z' }],
    ['the last use is not a time', { usedAt: 5 }],
    ['the last use is in the future', { usedAt: '2999-01-01T00:00:00Z' }],
  ])('%s', async (_, changes) => {
    const tenant = await newTenant()
    const deleted: string[] = []
    const text = typeof changes === 'string' ? changes : await entryOf(changes)
    const env = withKv({ get: async () => text, delete: async (name: string) => void deleted.push(name) })
    expect((await tenant.get('/v1/customers', { app: createApp(), env })).status).toBe(200)
    expect(deleted).toEqual([`key:${await hashKey(tenant.keys.live.key)}`])
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
    const get = async (name: string) => {
      reads.push(name)
      return entryOf({})
    }
    const sources = sourcesOf(withKv({ get }))
    const lookup = new KeyLookup(new AddressLimit())
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

function sourcesOf(env: typeof bindings): Sources {
  return { env, waitUntil: () => undefined, address: '192.0.2.1', requestId: 'a-request', deadline: new Deadline() }
}
