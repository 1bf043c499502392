import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { OPERATION_ROUTES, OTHER_ROUTES } from '../node/sources/routes.ts'
import { CLOSED_ENDPOINT } from '../setup/faults.ts'
import { absentId, bindings, newTenant, send } from './harness.ts'
import { absentIds, call, OPERATIONS, oneOfEach } from './operations.ts'

const HEADERS = {
  'Cache-Control': 'no-store',
  Vary: 'X-Api-Key, Authorization',
  'Strict-Transport-Security': 'max-age=63072000',
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
}

/** Checks the status, and that the response has every header. */
function expectHeaders({ status, headers }: { status: number; headers: Headers }, expected: number | RegExp) {
  if (typeof expected === 'number') expect(status).toBe(expected)
  else expect(String(status)).toMatch(expected)
  const found = Object.fromEntries(Object.keys(HEADERS).map((name) => [name, headers.get(name)]))
  expect(found).toEqual(HEADERS)
  expect(headers.get('X-Request-Id')).toMatch(/./)
  expect(headers.get('RateLimit-Policy')).toMatch(/^"(reads|writes|failed-authentications)";q=\d+;w=60$/)
}

const JSON_TYPE = { 'Content-Type': 'application/json' }
const NO_DATABASE = { ...bindings, DATABASE_ENDPOINT: CLOSED_ENDPOINT }
const WRONG_URL = { ...bindings, DATABASE_URL: 'postgres://' }

describe.each(OPERATIONS.map((operation) => [operation.route.operationId, operation] as const))(
  'every header is in the responses of %s',
  (_, operation) => {
    test('to a valid request', async () => {
      const tenant = await newTenant()
      // 409 for an instance that is not terminated.
      expectHeaders(await call(operation, await oneOfEach(tenant), tenant.keys.live.key), /^(2|409)/)
    })

    test('without a key, without the scope and for an invalid query', async () => {
      const tenant = await newTenant()
      const [method, path] = operation.route.path.includes('{')
        ? [operation.route.method, operation.route.path.replace(/\{.+?\}/, absentId())]
        : [operation.route.method, operation.route.path]
      const request = (key: string | null, query = '') =>
        send(method.toUpperCase(), path + query, { key, ...(operation.route.request?.body && { body: {} }) })
      expectHeaders(await request(null), 401)
      expectHeaders(await request(tenant.keys.live.key, '?x=%FF'), 422)
      if (!operation.policy.scope) return
      const other = operation.policy.scope === 'rules:read' ? 'rules:write' : 'rules:read'
      expectHeaders(await request((await tenant.key({ scopes: [other] })).key), 403)
    })

    test('for another tenant’s resources', async () => {
      const tenant = await newTenant()
      expectHeaders(await call(operation, absentIds(), tenant.keys.live.key), /^(2|404|422)/)
    })

    test('if the database cannot be reached, or the Worker is configured wrongly', async () => {
      const [method, path] = [operation.route.method.toUpperCase(), operation.route.path.replace(/\{.+?\}/, absentId())]
      const { key } = (await newTenant()).keys.live
      expectHeaders(await send(method, path, { key, app: createApp(), env: NO_DATABASE }), 503)
      expectHeaders(await send(method, path, { key, app: createApp(), env: WRONG_URL }), 500)
    })
  },
)

describe('every header is in the response', () => {
  const paths = [...OPERATION_ROUTES, ...Object.keys(OTHER_ROUTES)].map((route) => {
    return String(route.split(' ')[1]).replaceAll(/:\w+/g, absentId())
  })

  test.each([...new Set(paths)])('to an unsupported method of %s', async (path) => {
    for (const method of ['PROPFIND', 'OPTIONS']) expectHeaders(await send(method, path), 405)
  })

  test.each(['/v1', '/v1/nothing', '/favicon.ico', '/%FF'])('to the unknown path %s', async (path) => {
    expectHeaders(await send('GET', path), 404)
  })

  test.each([
    ['GET', '/', 302],
    ['HEAD', '/', 302],
    ['GET', '/health', 200],
    ['GET', '/ready', 200],
    ['GET', '/openapi.json', 200],
    ['HEAD', '/health', 200],
    ['HEAD', '/v1/customers', 401],
    ['POST', '/v1/webhooks/stripe', 400],
  ] as const)('to %s %s without a key', async (method, path, status) => {
    const env = { ...bindings, STRIPE_WEBHOOK_SECRET: 'whsec_one' }
    expectHeaders(await send(method, path, { env }), status)
  })

  test('to a readiness check that fails', async () => {
    expectHeaders(await send('GET', '/ready', { env: NO_DATABASE }), 503)
  })

  test('without a change, and with 400, 409, 412, 413 and 415', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ email: 'steve@plumbing.example' })
    const at = `/v1/customers/${id}`
    expectHeaders(await tenant.get(at, { headers: { 'If-None-Match': '*' } }), 304)
    expectHeaders(await tenant.post('/v1/customers', {}, { headers: { 'Idempotency-Key': 'é' } }), 400)
    expectHeaders(await tenant.post('/v1/customers', { email: 'steve@plumbing.example' }), 409)
    expectHeaders(await tenant.patch(at, {}, { headers: { 'If-Match': '"0"' } }), 412)
    expectHeaders(await tenant.post('/v1/customers', ' '.repeat(70_000)), 413)
    expectHeaders(await tenant.post('/v1/customers', '{}', { headers: { 'Content-Type': 'text/plain' } }), 415)
    expectHeaders(await tenant.post('/v1/customers', '{', { headers: JSON_TYPE }), 422)
  })

  test('to a key that exceeds its rate limit', async () => {
    const tenant = await newTenant()
    const { key } = await tenant.key({ rateLimit: 'standard' })
    const env = { ...bindings, READS_STANDARD: { limit: async () => ({ success: false }) } }
    expectHeaders(await tenant.as(key).get('/v1/customers', { env }), 429)
  })

  test('to a repeated request', async () => {
    const tenant = await newTenant()
    const headers = { 'Idempotency-Key': crypto.randomUUID() }
    for (let time = 0; time < 2; time++) expectHeaders(await tenant.post('/v1/customers', {}, { headers }), 201)
  })
})
