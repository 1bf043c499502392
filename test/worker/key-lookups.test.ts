import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { generateKey } from '../../src/auth/key.ts'
import { bindings, newTenant, queriesOf, send, tripsOf } from './harness.ts'

/** The number of key lookups in the database during the work. */
const lookupsOf = async (work: () => Promise<unknown>) =>
  (await queriesOf(work)).filter((query) => query.includes('app.find_keys(') && !query.includes('app.record_key_use('))
    .length

describe('concurrent requests', () => {
  test('with one uncached key share a lookup', async () => {
    const tenant = await newTenant()
    const app = createApp()
    const statuses: number[] = []
    const lookups = await lookupsOf(() =>
      Promise.all(
        Array.from({ length: 50 }, async () => statuses.push((await tenant.get('/v1/customers', { app })).status)),
      ),
    )
    expect(lookups).toBe(1)
    expect(statuses).toEqual(Array(50).fill(200))
  })

  test('with one uncached key share a lookup that fails, and the next request repeats it', async () => {
    const tenant = await newTenant()
    const app = createApp()
    const env = { ...bindings, DATABASE_ENDPOINT: 'http://127.0.0.1:1/sql' }
    const all = await Promise.all(Array.from({ length: 5 }, () => tenant.get('/v1/customers', { app, env })))
    expect(all.map(({ status }) => status)).toEqual(Array(5).fill(503))
    expect((await tenant.get('/v1/customers', { app })).status).toBe(200)
  })
})

describe('made-up keys', () => {
  const madeUp = (length: number) => Array.from({ length }, () => generateKey('live'))
  const from = (address: string) => ({ 'CF-Connecting-IP': address })

  test('cause ten lookups per address at once, and one more per second for all others together', async () => {
    const app = createApp()
    const statuses: number[] = []
    const lookups = await lookupsOf(() =>
      Promise.all(
        madeUp(50).map(async (key) => {
          const { status } = await send('GET', '/v1/customers', { key, app, headers: from('192.0.2.1') })
          statuses.push(status)
        }),
      ),
    )
    expect(lookups).toBe(11)
    expect(statuses).toEqual(Array(50).fill(401))
  })

  test('are rejected with 429 if more than a hundred of an address wait', async () => {
    const app = createApp()
    const responses = await Promise.all(
      madeUp(130).map((key) => send('GET', '/v1/customers', { key, app, headers: from('192.0.2.2') })),
    )
    const tooMany = responses.filter(({ status }) => status === 429)
    expect(tooMany.length).toBeGreaterThanOrEqual(20)
    expect(tooMany[0]?.body).toMatchObject({ code: 'rate_limited' })
    expect(tooMany[0]?.headers.get('Retry-After')).toMatch(/^(1|60)$/)
  })

  test('hardly delay an uncached valid key from the same address', async () => {
    const app = createApp()
    const tenant = await newTenant()
    const headers = from('192.0.2.3')
    const others = madeUp(60).map((key) => send('GET', '/v1/customers', { key, app, headers }))
    expect((await tenant.get('/v1/customers', { app, headers })).status).toBe(200)
    await Promise.all(others)
  })

  test('do not delay a valid key from another address, or a cached one', async () => {
    const app = createApp()
    const [cold, cached] = [await newTenant(), await newTenant()]
    await cached.get('/v1/customers')
    const headers = from('192.0.2.4')
    const waiting = Promise.all(madeUp(60).map((key) => send('GET', '/v1/customers', { key, app, headers })))
    const finished: string[] = []
    await Promise.all([
      waiting.then(() => finished.push('made-up')),
      cold.get('/v1/customers', { app }).then(({ status }) => finished.push(`other address ${status}`)),
      cached.get('/v1/customers', { app, headers }).then(({ status }) => finished.push(`cached ${status}`)),
    ])
    expect(finished.at(-1)).toBe('made-up')
    expect(finished.slice(0, -1).sort()).toEqual(['cached 200', 'other address 200'])
  })

  test('with an idempotency key cause no additional query', async () => {
    const key = generateKey('live')
    const headers = { 'Idempotency-Key': 'a-key' }
    expect(await tripsOf(() => send('POST', '/v1/customers', { key, body: {}, headers }))).toBe(1)
  })
})
