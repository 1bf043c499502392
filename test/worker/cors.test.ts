import { describe, expect, test } from 'vitest'
import { absentId, bindings, newTenant, send } from './harness.ts'

const ORIGIN = 'https://app.example'
const env = { ...bindings, CORS_ORIGINS: ` ${ORIGIN}, http://localhost:5173,` }
const corsHeaders = (headers: Headers) =>
  [...headers].filter(([name]) => name.startsWith('access-control-')).map(([name]) => name)
const asking = (Origin: string, method = 'POST') => ({ Origin, 'Access-Control-Request-Method': method })
const EXPOSED = ['ETag', 'Location', 'Retry-After', 'RateLimit-Policy', 'X-Request-Id', 'Idempotent-Replayed']

test('without CORS_ORIGINS, no response lets a page of another origin read it', async () => {
  const tenant = await newTenant()
  for (const one of [bindings, { ...bindings, CORS_ORIGINS: '' }, { ...bindings, CORS_ORIGINS: ' , ' }]) {
    const got = await tenant.get('/v1/customers', { headers: { Origin: ORIGIN }, env: one })
    expect([got.status, corsHeaders(got.headers)]).toEqual([200, []])
    expect(got.headers.get('Vary')).toBe('X-Api-Key, Authorization')
    const options = await send('OPTIONS', '/v1/customers', { headers: asking(ORIGIN), env: one })
    expect([options.status, corsHeaders(options.headers)]).toEqual([405, []])
  }
})

describe('with CORS_ORIGINS', () => {
  test.each([ORIGIN, 'http://localhost:5173'])(
    'a page of %s can read each response and its headers',
    async (Origin) => {
      const tenant = await newTenant()
      const headers = { Origin }
      for (const [response, status] of [
        [await tenant.get('/v1/customers', { headers, env }), 200],
        [await tenant.post('/v1/customers', {}, { headers, env }), 201],
        [await tenant.get(`/v1/customers/${absentId()}`, { headers, env }), 404],
        [await send('GET', '/v1/customers', { headers, env }), 401],
        [await tenant.put('/v1/customers', {}, { headers, env }), 405],
        [await send('GET', '/v1/nothing', { headers, env }), 404],
        [await send('GET', '/openapi.json', { headers, env }), 200],
        [await tenant.get('/v1/customers/export', { headers, env }), 200],
      ] as const) {
        expect(response.status).toBe(status)
        expect(response.headers.get('Access-Control-Allow-Origin')).toBe(Origin)
        expect(response.headers.get('Vary')).toBe('X-Api-Key, Authorization, Origin')
        const exposed = response.headers.get('Access-Control-Expose-Headers')?.split(', ')
        expect(exposed).toEqual(expect.arrayContaining(EXPOSED))
        expect(response.headers.has('Access-Control-Allow-Credentials')).toBe(false)
      }
    },
  )

  test.each([
    ...['https://other.example', 'http://app.example', 'https://app.example:8443', 'https://app.example.evil.example'],
    ...['https://APP.example', 'https://app.example/', 'null', '', '*', `${ORIGIN}, http://localhost:5173`],
  ])('a page of %j cannot read a response, and its preflight is rejected', async (Origin) => {
    const tenant = await newTenant()
    const got = await tenant.get('/v1/customers', { headers: { Origin }, env })
    expect([got.status, corsHeaders(got.headers)]).toEqual([200, []])
    expect(got.headers.get('Vary')).toBe('X-Api-Key, Authorization, Origin')
    const options = await send('OPTIONS', '/v1/customers', { headers: asking(Origin), env })
    expect([options.status, corsHeaders(options.headers)]).toEqual([405, []])
  })

  test.each([
    ['/v1/customers', 'GET, HEAD, POST'],
    [`/v1/customers/${absentId()}`, 'DELETE, GET, HEAD, PATCH'],
    ['/v1/customers/external/crm-1', 'DELETE, GET, HEAD, PUT'],
    ['/v1/customers/batch', 'POST'],
    ['/openapi.json', 'GET, HEAD'],
  ])(
    'a preflight request to %s returns the methods and headers that it takes, without a key',
    async (path, methods) => {
      const { status, headers, body } = await send('OPTIONS', path, { headers: asking(ORIGIN, 'PUT'), env })
      expect([status, body]).toEqual([204, ''])
      expect(headers.get('Access-Control-Allow-Origin')).toBe(ORIGIN)
      expect(headers.get('Access-Control-Allow-Methods')?.split(', ').sort().join(', ')).toBe(methods)
      expect(headers.get('Access-Control-Allow-Headers')?.split(', ')).toEqual(
        expect.arrayContaining(['X-Api-Key', 'Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match']),
      )
      expect(headers.get('Access-Control-Max-Age')).toBe('7200')
      expect(headers.get('X-Request-Id')).toMatch(/./)
    },
  )

  test.each([
    ['https://App.Example/', ORIGIN, true],
    ['https://app.example:443', ORIGIN, true],
    ['https://app.example/dashboard', ORIGIN, true],
    ['app://localhost', 'app://localhost', true],
    ['app://localhost', 'null', false],
    ['app.example', ORIGIN, false],
    ['https://*.example', ORIGIN, false],
  ])('the entry %j is compared as browsers send it: %j is allowed: %j', async (entry, Origin, isAllowed) => {
    const one = { ...bindings, CORS_ORIGINS: entry }
    const { headers } = await send('GET', '/openapi.json', { headers: { Origin }, env: one })
    expect(headers.get('Access-Control-Allow-Origin')).toBe(isAllowed ? Origin : null)
    const { status } = await send('OPTIONS', '/v1/customers', { headers: asking(Origin), env: one })
    expect(status).toBe(isAllowed ? 204 : 405)
  })

  test('OPTIONS without a requested method is not a preflight, and an unknown path has none', async () => {
    const plain = await send('OPTIONS', '/v1/customers', { headers: { Origin: ORIGIN }, env })
    expect([plain.status, plain.headers.get('Allow')]).toEqual([405, 'GET, HEAD, POST'])
    expect((await send('OPTIONS', '/v1/nothing', { headers: asking(ORIGIN), env })).status).toBe(404)
  })
})

test('the root redirects to the documentation', async () => {
  for (const method of ['GET', 'HEAD']) {
    const { status, headers, body } = await send(method, '/')
    expect([status, headers.get('Location'), body]).toEqual([302, '/docs', ''])
  }
  expect((await send('POST', '/')).status).toBe(405)
})
