import { describe, expect, test } from 'vitest'
import { newTenant, send, validationErrors } from './harness.ts'
import { absentIds, OPERATIONS, requestOf } from './operations.ts'

test('rejects a body that is declared as compressed, whatever its content', async () => {
  const tenant = await newTenant()
  for (const [encoding, status] of [
    ['gzip', 415],
    ['br', 415],
    ['identity', 201],
  ] as const) {
    const response = await tenant.post('/v1/customers', '{}', { headers: { 'Content-Encoding': encoding } })
    expect(response.status, encoding).toBe(status)
  }
})

test('a validation error names a field with ill-formed text in well-formed text', async () => {
  const tenant = await newTenant()
  const { body } = await tenant.post('/v1/customers', '{"\\ud800":1}')
  expect(body.detail).toEqual([expect.objectContaining({ loc: ['body', '\ufffd'], type: 'extra_forbidden' })])
})

describe('a query that is not percent-encoded UTF-8', () => {
  const BROKEN = ['%', '%F', '%ZZ', 'a%', '100%', '%FF', '%E2%82', '%C0%80', '%ED%A0%80', '%F4%90%80%80', '%u0041']

  test.each(BROKEN)('is rejected with the name of the parameter: search=%s', async (value) => {
    const tenant = await newTenant()
    const { status, body } = await tenant.get(`/v1/customers?page=2&search=${value}`)
    const msg = 'Input should be valid percent-encoded UTF-8'
    expect([status, body.detail]).toEqual([422, [{ loc: ['query', 'search'], msg, type: 'value_error' }]])
  })

  test.each(BROKEN)('is rejected as a whole if a name is broken: %s=1', async (name) => {
    const tenant = await newTenant()
    expect(validationErrors(await tenant.get(`/v1/customers?${name}=1`))).toEqual(['query value_error'])
    expect(validationErrors(await tenant.get(`/v1/customers?${name}&a${name}=${name}`))).toEqual(['query value_error'])
  })

  test('is one validation error per parameter, whatever its value should be', async () => {
    const tenant = await newTenant()
    const query = 'page=%FF&per_page=%&sort_by=%ZZ&created_after=%C3&cursor=%FF&metadata[plan]=%FF&x=%FF'
    expect(validationErrors(await tenant.get(`/v1/customers?${query}`))).toEqual([
      'query.created_after value_error',
      'query.cursor value_error',
      'query.metadata[plan] value_error',
      'query.page value_error',
      'query.per_page value_error',
      'query.sort_by value_error',
      'query.x extra_forbidden',
      'query.x value_error',
    ])
  })

  test.each(OPERATIONS.map((operation) => [operation.route.operationId, operation] as const))(
    'is rejected by %s',
    async (_, operation) => {
      const tenant = await newTenant()
      const [method, path, body] = requestOf(operation, absentIds())
      const response = await send(method, `${path}?search=%FF`, { key: tenant.keys.live.key, body })
      expect(validationErrors(response)).toContain('query.search value_error')
    },
  )

  test('is distinguished from encoded text', async () => {
    const tenant = await newTenant()
    await tenant.customer({ external_id: '100% é +😀&=' })
    for (const encoded of ['100%25%20%C3%A9%20%2B%F0%9F%98%80%26%3D', '100%25+é+%2b😀%26=']) {
      expect((await tenant.get(`/v1/customers?external_id=${encoded}`)).body.total).toBe(1)
    }
    expect((await tenant.get('/v1/customers?&&page=1&')).status).toBe(200)
  })
})

describe('a body in which an object has a key twice', () => {
  test.each([
    '{"email":null,"email":null}',
    '{"email":null,"\\u0065mail":null}',
    '{"__proto__":1,"__proto__":2}',
    '{"metadata":{"a":1,"b":":","a":1}}',
    '{"x":[[{"\\"":1 , "\\"" : 2}]]}',
  ])('is rejected, because one of the values would be lost: %s', async (body) => {
    const tenant = await newTenant()
    const response = await tenant.post('/v1/customers', body)
    expect(validationErrors(response)).toEqual(['body json_invalid'])
    expect(response.body.detail[0].msg).toContain('same key twice')
  })

  test('is distinguished from one with the same key in two objects or in a string', async () => {
    const tenant = await newTenant()
    const rows = [{ email: 'a@b.example' }, { email: null, metadata: { email: '"email":', 'a":': '\\' } }]
    const { body } = await tenant.post('/v1/customers/batch', { customers: rows })
    expect(body.results.map(({ status }: { status: number }) => status)).toEqual([201, 201])
  })
})
