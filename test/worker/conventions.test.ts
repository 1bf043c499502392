import { describe, expect, test, vi } from 'vitest'
import { type ApiResponse, absentId, newTenant, send, type Tenant, validationErrors } from './harness.ts'

const VALID_ID = /^[A-Za-z0-9._-]{1,128}$/

describe('request ids', () => {
  test.each(['a', 'A-z_0.9', 'x'.repeat(128)])('a valid request id is returned: %s', async (id) => {
    const tenant = await newTenant()
    const response = await tenant.get('/v1/customers', { headers: { 'X-Request-Id': id } })
    expect(response.headers.get('X-Request-Id')).toBe(id)
  })

  test.each(['x'.repeat(129), 'two words', 'a,b', 'semi;colon', '<script>', ''])(
    'an invalid request id is replaced: %s',
    async (id) => {
      const tenant = await newTenant()
      const response = await tenant.get('/v1/customers', { headers: { 'X-Request-Id': id } })
      expect(response.headers.get('X-Request-Id')).toMatch(VALID_ID)
      expect(response.headers.get('X-Request-Id')).not.toBe(id)
    },
  )

  test('each request without an id gets its own', async () => {
    const responses = await Promise.all([1, 2, 3].map(() => send('GET', '/health')))
    expect(new Set(responses.map((response) => response.headers.get('X-Request-Id'))).size).toBe(3)
  })

  test('every log line contains the caller’s request id and its own, but no query or body', async () => {
    const tenant = await newTenant()
    const log = vi.spyOn(console, 'log')
    const headers = { 'X-Request-Id': 'the-one' }
    await tenant.post('/v1/customers', { email: 'steve@private.example' }, { headers })
    await tenant.get('/v1/customers?search=private', { headers })
    const lines = log.mock.calls.map(([line]) => String(line))
    log.mockRestore()

    expect(lines).toHaveLength(2)
    const ids = lines.map((line) => JSON.parse(line))
    expect(ids.map(({ client_request_id }) => client_request_id)).toEqual(['the-one', 'the-one'])
    expect(new Set([...ids.map(({ request_id }) => request_id), 'the-one']).size).toBe(3)
    expect(lines.join()).not.toContain('private')
  })
})

/** One request for each kind of response. */
const RESPONSES: Record<string, [number, string | null, (tenant: Tenant) => Promise<ApiResponse>]> = {
  'a list': [200, null, (tenant) => tenant.get('/v1/customers')],
  'a creation': [201, null, (tenant) => tenant.post('/v1/customers', {})],
  'a missing key': [401, 'unauthenticated', () => send('GET', '/v1/customers')],
  'a missing customer': [404, 'not_found', (tenant) => tenant.get(`/v1/customers/${absentId()}`)],
  'an unknown path': [404, 'route_not_found', () => send('GET', '/v1/nothing')],
  'an unsupported method': [405, 'method_not_allowed', () => send('DELETE', '/v1/customers')],
  'a taken email': [
    409,
    'email_taken',
    async (tenant) => {
      await tenant.customer({ email: 'steve@plumbing.example' })
      return tenant.post('/v1/customers', { email: 'steve@plumbing.example' })
    },
  ],
  'a body that is too large': [413, 'body_too_large', (tenant) => tenant.post('/v1/customers', ' '.repeat(70_000))],
  'an unsupported media type': [
    415,
    'unsupported_media_type',
    (tenant) => tenant.post('/v1/customers', '{}', { headers: { 'Content-Type': 'text/plain' } }),
  ],
  'a validation error': [422, null, (tenant) => tenant.get('/v1/customers?page=0')],
}

describe('every response', () => {
  test.each(Object.entries(RESPONSES))(
    'for %s is JSON with a request id and may not be cached',
    async (_, [status, , request]) => {
      const response = await request(await newTenant())
      expect(response.status).toBe(status)
      expect(response.headers.get('Content-Type')).toMatch(/^application\/json\b/)
      expect(response.headers.get('X-Request-Id')).toMatch(VALID_ID)
      expect(response.headers.get('Cache-Control')).toBe('no-store')
      expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff')
    },
  )

  const failures = Object.entries(RESPONSES).filter(([, [, code]]) => code !== null)
  test.each(failures)('for %s contains one sentence, a code and the request id', async (_, [, code, request]) => {
    const { body, headers } = await request(await newTenant())
    const more = code === 'email_taken' ? { existing_customer_id: expect.any(String) } : {}
    expect(body).toEqual({ detail: expect.any(String), code, request_id: headers.get('X-Request-Id'), ...more })
    expect(body.detail).toMatch(/^[A-Z].*\.$/)
  })

  test('with validation errors has the shape that clients of the published API parse', async () => {
    const tenant = await newTenant()
    const { body, headers } = await tenant.get('/v1/customers?per_page=101')
    expect(body).toEqual({
      code: 'invalid_request',
      request_id: headers.get('X-Request-Id'),
      detail: [
        { loc: ['query', 'per_page'], msg: 'Input should be less than or equal to 100', type: 'less_than_equal' },
      ],
    })
  })
})

describe('paths and methods, checked without a key', () => {
  const base = '/v1/customers/497f6eca-6276-4993-bfeb-53cbbbba6f08'
  test.each([
    ...['/v1', '/v1/', '/v1/customer', '/v2/customers', '/V1/customers', '/v1/customers/', '/v1//customers'],
    ...[`${base}/`, `${base}/nothing`, `${base}/clone/`, '/v1/customers//clone', '/%E0%A4%A', '/v1/%00'],
  ])('%s returns 404', async (path) => {
    const response = await send('GET', path)
    expect([response.status, response.body.code]).toEqual([404, 'route_not_found'])
  })

  test.each([
    ...['PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => [method, '/v1/customers', 'GET, HEAD, POST']),
    ...['POST', 'PUT', 'OPTIONS'].map((method) => [method, base, 'DELETE, GET, HEAD, PATCH']),
    ...['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => [method, `${base}/clone`, 'POST']),
  ] as [string, string, string][])('%s %s returns 405 with the allowed methods', async (method, path, allow) => {
    const response = await send(method, path)
    expect([response.status, response.body.code]).toEqual([405, 'method_not_allowed'])
    expect(response.headers.get('Allow')?.split(', ').sort().join(', ')).toBe(allow)
  })

  test('HEAD returns the same as GET, without the body', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    for (const path of ['/v1/customers', `/v1/customers/${id}`, `/v1/customers/${absentId()}`, `${base}/clone`]) {
      const got = await tenant.get(path)
      const head = await send('HEAD', path, { key: tenant.keys.live.key })
      expect([head.status, head.body]).toEqual([got.status, ''])
      for (const name of ['Content-Type', 'ETag', 'Allow']) expect(head.headers.get(name)).toBe(got.headers.get(name))
      if (head.status === 405) continue
      const bytes = new TextEncoder().encode(JSON.stringify(got.body)).byteLength
      // Each response to an error has another request id of the same length.
      expect(head.headers.get('Content-Length')).toBe(String(bytes))
    }
  })
})

describe('parameters', () => {
  test.each([
    ...['1e1', '0x10', '%2B1', '+1', '%201', '1%20', '1.0', '1_000', '1,000', '', 'one', 'true', 'null', 'NaN'],
    ...['%D9%A1', '%EF%BC%91', '1%00', '--1', '-'],
  ])('page=%s is not a valid integer', async (value) => {
    const tenant = await newTenant()
    expect(validationErrors(await tenant.get(`/v1/customers?page=${value}`))).toEqual(['query.page int_parsing'])
  })

  test.each([
    ['GET', ''],
    ['POST', ''],
    ['GET', '/497f6eca-6276-4993-bfeb-53cbbbba6f08'],
    ['POST', '/497f6eca-6276-4993-bfeb-53cbbbba6f08/clone'],
  ])('%s /v1/customers%s rejects unknown parameters', async (method, path) => {
    const tenant = await newTenant()
    const { key } = tenant.keys.live
    const body = path.endsWith('clone') ? { source_customer_id: path.slice(1, 37), company_name: 'Pete' } : {}
    const sent = { key, ...(method === 'POST' && { body }) }
    for (const name of ['verbose', 'Page', 'page[]', '__proto__', 'constructor', 'api_key']) {
      const response = await send(method, `/v1/customers${path}?${name}=1`, sent)
      expect(validationErrors(response)).toEqual([`query.${name} extra_forbidden`])
    }
  })

  test.each(['page=1&page=1', 'page=1&page=2&page=3', 'search=&search=', 'sort_dir=asc&page=1&sort_dir=asc'])(
    'a repeated parameter is one validation error: %s',
    async (query) => {
      const tenant = await newTenant()
      const found = validationErrors(await tenant.get(`/v1/customers?${query}`))
      expect(found).toEqual([`query.${query.split('=')[0]} value_error`])
    },
  )

  test('validation errors in path, query and body are returned together', async () => {
    const tenant = await newTenant()
    const body = { company_name: '', email: 'steve', clone_rules: 'true', colour: 'red' }
    expect(validationErrors(await tenant.post('/v1/customers/steve/clone?x=1&x=2&y=1', body))).toEqual([
      'body.clone_rules bool_parsing',
      'body.colour extra_forbidden',
      'body.company_name string_too_short',
      'body.email value_error',
      'path.customer_id uuid_parsing',
      'query.x extra_forbidden',
      'query.x value_error',
      'query.y extra_forbidden',
    ])
    expect(validationErrors(await tenant.post('/v1/customers/steve/clone?x=1'))).toEqual([
      'body missing',
      'path.customer_id uuid_parsing',
      'query.x extra_forbidden',
    ])
    expect(validationErrors(await tenant.post('/v1/customers/steve/clone?x=1', '{'))).toEqual([
      'body json_invalid',
      'path.customer_id uuid_parsing',
      'query.x extra_forbidden',
    ])
  })
})
