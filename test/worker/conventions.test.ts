import { describe, expect, test, vi } from 'vitest'
import { type Answer, absentId, faults, newTenant, send, type Tenant } from './harness.ts'

const SANE_ID = /^[A-Za-z0-9._-]{1,128}$/

describe('request ids', () => {
  test.each(['a', 'A-z_0.9', 'x'.repeat(128)])('a sane request id is echoed: %s', async (id) => {
    const tenant = await newTenant()
    const answer = await tenant.get('/v1/customers', { headers: { 'X-Request-Id': id } })
    expect(answer.headers.get('X-Request-Id')).toBe(id)
  })

  test.each(['x'.repeat(129), 'two words', 'a,b', 'semi;colon', '<script>', ''])(
    'any other request id is replaced: %s',
    async (id) => {
      const tenant = await newTenant()
      const answer = await tenant.get('/v1/customers', { headers: { 'X-Request-Id': id } })
      expect(answer.headers.get('X-Request-Id')).toMatch(SANE_ID)
      expect(answer.headers.get('X-Request-Id')).not.toBe(id)
    },
  )

  test('requests without an id are given one each', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => send('GET', '/health')))
    expect(new Set(answers.map((answer) => answer.headers.get('X-Request-Id'))).size).toBe(3)
  })

  test('the request id stands in every log line, and the query and the body in none', async () => {
    const tenant = await newTenant()
    const log = vi.spyOn(console, 'log')
    const headers = { 'X-Request-Id': 'the-one' }
    await tenant.post('/v1/customers', { email: 'steve@private.example' }, { headers })
    await tenant.get('/v1/customers?search=private', { headers })
    const lines = log.mock.calls.map(([line]) => String(line))
    log.mockRestore()

    expect(lines).toHaveLength(2)
    expect(lines.map((line) => JSON.parse(line).request_id)).toEqual(['the-one', 'the-one'])
    expect(lines.join()).not.toContain('private')
  })
})

/** One request for each kind of answer. */
const ANSWERS: Record<string, [number, string | null, (tenant: Tenant) => Promise<Answer>]> = {
  'a list': [200, null, (tenant) => tenant.get('/v1/customers')],
  'a creation': [201, null, (tenant) => tenant.post('/v1/customers', {})],
  'no key': [401, 'unauthenticated', () => send('GET', '/v1/customers')],
  'no such customer': [404, 'not_found', (tenant) => tenant.get(`/v1/customers/${absentId()}`)],
  'an unknown path': [404, 'route_not_found', () => send('GET', '/v1/nothing')],
  'a wrong method': [405, 'method_not_allowed', () => send('DELETE', '/v1/customers')],
  'an email taken': [
    409,
    'email_taken',
    async (tenant) => {
      await tenant.customer({ email: 'steve@plumbing.example' })
      return tenant.post('/v1/customers', { email: 'steve@plumbing.example' })
    },
  ],
  'a body too large': [413, 'body_too_large', (tenant) => tenant.post('/v1/customers', ' '.repeat(70_000))],
  'a media type of another kind': [
    415,
    'unsupported_media_type',
    (tenant) => tenant.post('/v1/customers', '{}', { headers: { 'Content-Type': 'text/plain' } }),
  ],
  'a fault': [422, null, (tenant) => tenant.get('/v1/customers?page=0')],
}

describe('what answers have in common', () => {
  test.each(Object.entries(ANSWERS))('%s: JSON, a request id, and no cache may keep it', async (_, [status, , ask]) => {
    const answer = await ask(await newTenant())
    expect(answer.status).toBe(status)
    expect(answer.headers.get('Content-Type')).toMatch(/^application\/json\b/)
    expect(answer.headers.get('X-Request-Id')).toMatch(SANE_ID)
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff')
  })

  const failures = Object.entries(ANSWERS).filter(([, [, code]]) => code !== null)
  test.each(failures)('%s is told in one sentence, a code and the request id', async (_, [, code, ask]) => {
    const { body, headers } = await ask(await newTenant())
    const more = code === 'email_taken' ? { existing_customer_id: expect.any(String) } : {}
    expect(body).toEqual({ detail: expect.any(String), code, request_id: headers.get('X-Request-Id'), ...more })
    expect(body.detail).toMatch(/^[A-Z].*\.$/)
  })

  test('a validation failure has the shape that clients of the published API parse', async () => {
    const tenant = await newTenant()
    const { body } = await tenant.get('/v1/customers?per_page=101')
    expect(body).toEqual({
      detail: [
        { loc: ['query', 'per_page'], msg: 'Input should be less than or equal to 100', type: 'less_than_equal' },
      ],
    })
  })
})

describe('paths and methods, which need no key', () => {
  const some = '/v1/customers/497f6eca-6276-4993-bfeb-53cbbbba6f08'
  test.each([
    ...['/', '/v1', '/v1/', '/v1/customer', '/v2/customers', '/V1/customers', '/v1/customers/', '/v1//customers'],
    ...[`${some}/`, `${some}/nothing`, `${some}/clone/`, '/v1/customers//clone', '/%E0%A4%A', '/v1/%00'],
  ])('there is nothing at %s', async (path) => {
    const answer = await send('GET', path)
    expect([answer.status, answer.body.code]).toEqual([404, 'route_not_found'])
  })

  test.each([
    ...['PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => [method, '/v1/customers', 'GET, HEAD, POST']),
    ...['POST', 'PUT', 'OPTIONS'].map((method) => [method, some, 'DELETE, GET, HEAD, PATCH']),
    ...['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => [method, `${some}/clone`, 'POST']),
  ] as [string, string, string][])('%s %s is refused with what is allowed', async (method, path, allow) => {
    const answer = await send(method, path)
    expect([answer.status, answer.body.code]).toEqual([405, 'method_not_allowed'])
    expect(answer.headers.get('Allow')?.split(', ').sort().join(', ')).toBe(allow)
  })

  test('HEAD answers as GET does, without the body', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    for (const path of ['/v1/customers', `/v1/customers/${id}`, `/v1/customers/${absentId()}`, `${some}/clone`]) {
      const got = await tenant.get(path)
      const head = await send('HEAD', path, { key: tenant.keys.live.key })
      expect([head.status, head.body]).toEqual([got.status, ''])
      expect(head.headers.get('Content-Type')).toBe(got.headers.get('Content-Type'))
    }
  })
})

describe('parameters', () => {
  test.each([
    ...['1e1', '0x10', '%2B1', '+1', '%201', '1%20', '1.0', '1_000', '1,000', '', 'one', 'true', 'null', 'NaN'],
    ...['%D9%A1', '%EF%BC%91', '1%00', '--1', '-'],
  ])('page=%s is no integer', async (value) => {
    const tenant = await newTenant()
    expect(faults(await tenant.get(`/v1/customers?page=${value}`))).toEqual(['query.page int_parsing'])
  })

  test.each([
    ['GET', ''],
    ['POST', ''],
    ['GET', '/497f6eca-6276-4993-bfeb-53cbbbba6f08'],
    ['POST', '/497f6eca-6276-4993-bfeb-53cbbbba6f08/clone'],
  ])('%s /v1/customers%s takes no parameter that it does not know', async (method, path) => {
    const tenant = await newTenant()
    const { key } = tenant.keys.live
    const body = path.endsWith('clone') ? { source_customer_id: path.slice(1, 37), company_name: 'Pete' } : {}
    const sent = { key, ...(method === 'POST' && { body }) }
    for (const name of ['verbose', 'Page', 'page[]', '__proto__', 'constructor', 'api_key']) {
      const answer = await send(method, `/v1/customers${path}?${name}=1`, sent)
      expect(faults(answer)).toEqual([`query.${name} extra_forbidden`])
    }
  })

  test.each(['page=1&page=1', 'page=1&page=2&page=3', 'search=&search=', 'sort_dir=asc&page=1&sort_dir=asc'])(
    'a repeated parameter is a fault, once: %s',
    async (query) => {
      const tenant = await newTenant()
      const found = faults(await tenant.get(`/v1/customers?${query}`))
      expect(found).toEqual([`query.${query.split('=')[0]} value_error`])
    },
  )

  test('the faults of path, query and body are listed all at once', async () => {
    const tenant = await newTenant()
    const body = { company_name: '', email: 'steve', clone_rules: 'true', colour: 'red' }
    expect(faults(await tenant.post('/v1/customers/steve/clone?x=1&x=2&y=1', body))).toEqual([
      'body.clone_rules bool_parsing',
      'body.colour extra_forbidden',
      'body.company_name string_too_short',
      'body.email value_error',
      'body.source_customer_id missing',
      'path.customer_id uuid_parsing',
      'query.x extra_forbidden',
      'query.x value_error',
      'query.y extra_forbidden',
    ])
    expect(faults(await tenant.post('/v1/customers/steve/clone?x=1'))).toEqual([
      'body missing',
      'path.customer_id uuid_parsing',
      'query.x extra_forbidden',
    ])
    expect(faults(await tenant.post('/v1/customers/steve/clone?x=1', '{'))).toEqual([
      'body json_invalid',
      'path.customer_id uuid_parsing',
      'query.x extra_forbidden',
    ])
  })
})
