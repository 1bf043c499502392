import { describe, expect, test, vi } from 'vitest'
import { createApp } from '../../src/app.ts'
import { FAILED_AUTHENTICATIONS, RATE_LIMITS } from '../../src/limits/rate-limits.ts'
import { type ApiResponse, absentId, bindings, newTenant, send, type Tenant, tripsOf } from './harness.ts'

type Keyed = Awaited<ReturnType<Tenant['key']>>
const standardKey = async () => {
  const tenant = await newTenant()
  const key: Keyed = await tenant.key({ rateLimit: 'standard' })
  return { tenant, key, client: tenant.as(key.key) }
}

/**
 * Sends invalid requests, which do not reach the database, until one is rejected. The period may end while it counts,
 * so up to twice as many requests as are allowed may be accepted.
 */
async function exceed(limit: number, request: () => Promise<ApiResponse>) {
  for (let accepted = 0; accepted <= 2 * limit; ) {
    const responses = await Promise.all(Array.from({ length: 50 }, request))
    accepted += responses.filter(({ status }) => status !== 429).length
    const response = responses.find(({ status }) => status === 429)
    if (response) return { accepted, response }
  }
  throw new Error(`more than ${2 * limit} requests were accepted`)
}

describe('a key', () => {
  test.each([
    ['reads', RATE_LIMITS.standard.reads, 'get', '/v1/rules?color=red'],
    ['writes', RATE_LIMITS.standard.writes, 'delete', '/v1/rules/none'],
  ] as const)('may send a limited number of %s per minute', async (kind, limit, method, path) => {
    const { client, tenant } = await standardKey()
    const { accepted, response } = await exceed(limit, () => client[method](path))
    expect(accepted).toBeGreaterThanOrEqual(limit)
    expect(response.body).toEqual({
      code: 'rate_limited',
      detail: `The API key has sent more than ${limit} ${kind} in 60 seconds.`,
      request_id: expect.any(String),
    })
    expect(response.headers.get('Retry-After')).toBe('60')
    expect(response.headers.get('RateLimit-Policy')).toBe(`"${kind}";q=${limit};w=60`)
    // Neither the other kind of requests nor the other keys of the tenant are affected.
    const other = method === 'get' ? client.delete('/v1/rules/none') : client.get('/v1/rules?color=red')
    expect((await other).status).toBe(422)
    expect((await tenant.get('/v1/rules')).status).toBe(200)
  })

  test('that exceeds its limit does not cause a query', async () => {
    const { client } = await standardKey()
    const limiter = { limit: async () => ({ success: false }) }
    await client.get('/v1/rules')
    const env = { ...bindings, READS_STANDARD: limiter }
    const rejected = async () => expect((await client.get('/v1/rules', { env })).status).toBe(429)
    expect(await tripsOf(rejected)).toBe(0)
  })

  test('is counted under its id, by the binding of its rate limit', async () => {
    const tenant = await newTenant()
    const limiter = () => ({ limit: vi.fn(async () => ({ success: true })) })
    const fakes = {
      ...{ READS_STANDARD: limiter(), READS_HIGH: limiter(), READS_HIGHEST: limiter() },
      ...{ WRITES_STANDARD: limiter(), WRITES_HIGH: limiter(), WRITES_HIGHEST: limiter() },
    }
    for (const rateLimit of ['standard', 'high', 'highest'] as const) {
      const { id, key } = await tenant.key({ rateLimit })
      const client = tenant.as(key)
      const env = { ...bindings, ...fakes }
      await client.get('/v1/rules', { env })
      await client.post('/v1/customers', {}, { env })
      const name = rateLimit.toUpperCase() as Uppercase<typeof rateLimit>
      expect(fakes[`READS_${name}`].limit.mock.calls).toEqual([[{ key: `reads ${rateLimit} ${id}` }]])
      expect(fakes[`WRITES_${name}`].limit.mock.calls).toEqual([[{ key: `writes ${rateLimit} ${id}` }]])
    }
  })
})

describe('RateLimit-Policy', () => {
  test.each([
    ['a response', 'GET', '/v1/rules', undefined, 200, '"reads";q=600;w=60'],
    ['a change', 'POST', '/v1/customers', {}, 201, '"writes";q=120;w=60'],
    ['a validation error', 'GET', '/v1/rules?color=red', undefined, 422, '"reads";q=600;w=60'],
    ['a resource that does not exist', 'GET', `/v1/rules/${absentId()}`, undefined, 404, '"reads";q=600;w=60'],
    ['a malformed body', 'POST', '/v1/customers', '{', 422, '"writes";q=120;w=60'],
  ])('is sent with %s', async (_, method, path, body, status, policy) => {
    const { key } = await standardKey()
    const response = await send(method, path, { key: key.key, body })
    expect({ status: response.status, policy: response.headers.get('RateLimit-Policy') }).toEqual({ status, policy })
  })

  test('is sent with a rejection for a missing scope and states the limit of the key', async () => {
    const tenant = await newTenant()
    const { key } = await tenant.key({ scopes: ['rules:read'], rateLimit: 'high' })
    const response = await tenant.as(key).get('/v1/customers')
    expect(response.status).toBe(403)
    expect(response.headers.get('RateLimit-Policy')).toBe('"reads";q=6000;w=60')
  })

  test.each(['/v1/customers', '/health', '/ready', '/openapi.json', '/nothing'])(
    'states the limit of the address to a request to %s without a valid key',
    async (path) => {
      const policy = (await send('GET', path)).headers.get('RateLimit-Policy')
      expect(policy).toBe(`"failed-authentications";q=${FAILED_AUTHENTICATIONS};w=60`)
    },
  )
})

describe.each([
  ['fails', () => Promise.reject(new Error('down'))],
  [
    'throws',
    () => {
      throw new Error('down')
    },
  ],
  ['does not respond', () => new Promise(() => undefined)],
  ['responds with something else', async () => ({ hello: 'world' })],
])('if the limiter %s', (_, limit) => {
  const limiter = { limit } as unknown as typeof bindings.READS_STANDARD
  const names = Object.keys(bindings).filter((name) => /^(READS|WRITES|FAILED)_/.test(name))
  const env = { ...bindings, ...Object.fromEntries(names.map((name) => [name, limiter])) }

  test('reads and changes are served, and the log says so', async () => {
    const { client } = await standardKey()
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const [read, change] = [await client.get('/v1/customers', { env }), await client.post('/v1/customers', {}, { env })]
    const lines = log.mock.calls.map(([line]) => JSON.parse(line))
    log.mockRestore()
    expect([read.status, change.status]).toEqual([200, 201])
    expect(lines).toMatchObject([{ limiter: 'failed' }, { limiter: 'failed' }])
  })

  test('keys can be revoked, but neither created nor rotated', async () => {
    const { client, key } = await standardKey()
    const unavailable = { status: 503, body: { code: 'rate_limiter_unavailable' } }
    const created = await client.post('/v1/api-keys', {}, { env })
    expect(created).toMatchObject(unavailable)
    expect(created.headers.get('Retry-After')).toBe('5')
    expect(await client.post(`/v1/api-keys/${key.id}/rotate`, {}, { env })).toMatchObject(unavailable)
    expect((await client.delete(`/v1/api-keys/${key.id}`, { env })).status).toBe(204)
  })

  test('a request without a valid key is rejected as usual', async () => {
    expect((await send('GET', '/v1/customers', { key: 'hc_live_wrong', env })).status).toBe(401)
  })
})

describe('failed authentications', () => {
  test('are limited per address, and do not affect valid keys from the same address', async () => {
    const tenant = await newTenant()
    const headers = { 'CF-Connecting-IP': '198.51.100.7' }
    const fail = () => send('GET', '/v1/customers', { key: 'hc_live_wrong', headers })
    const { accepted, response } = await exceed(FAILED_AUTHENTICATIONS, fail)
    expect(accepted).toBeGreaterThanOrEqual(FAILED_AUTHENTICATIONS)
    expect(response.body.code).toBe('rate_limited')
    expect(response.headers.get('Retry-After')).toBe('60')
    // Also an uncached key.
    expect((await tenant.get('/v1/customers', { headers, app: createApp() })).status).toBe(200)
    expect((await send('GET', '/v1/customers', { key: 'hc_live_wrong' })).status).toBe(401)
  })
})
