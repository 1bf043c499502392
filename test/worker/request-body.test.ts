import { describe, expect, test } from 'vitest'
import { newTenant, send, validationErrors } from './harness.ts'

const LIMIT = 64 * 1024
const CLONE = '/v1/customers/497f6eca-6276-4993-bfeb-53cbbbba6f08/clone'
const OPERATIONS = ['/v1/customers', CLONE]
const JSON_TYPE = { 'Content-Type': 'application/json' }

const bytes = (text: string) => new TextEncoder().encode(text)
/** A valid body of `size` bytes. */
const ofSize = (size: number) => `{}${' '.repeat(size - 2)}`

/** A stream of the chunks that counts how many were pulled. */
function streamOf(chunks: Iterable<Uint8Array>) {
  const iterator = chunks[Symbol.iterator]()
  let pulled = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = iterator.next()
      if (done) return controller.close()
      pulled += 1
      controller.enqueue(value)
    },
  })
  return { body, pulled: () => pulled }
}

function* endless() {
  while (true) yield bytes(' '.repeat(4096))
}

describe.each(OPERATIONS)('the body of POST %s', (path) => {
  test.each([
    ['no body and no content type', undefined, {}],
    ['no body', undefined, JSON_TYPE],
    ['no bytes', new Uint8Array(), JSON_TYPE],
    ['an empty text', '', JSON_TYPE],
    ['null', 'null', JSON_TYPE],
  ])('is reported missing with %s', async (_, body, headers) => {
    const tenant = await newTenant()
    expect(validationErrors(await tenant.post(path, body, { headers }))).toEqual(['body missing'])
  })

  test.each([
    ...[
      '{',
      '}',
      '{"email":null,}',
      "{'email':null}",
      '{email:null}',
      '{}{}',
      ' ',
      'undefined',
      'NaN',
      '\u0000',
      '{}\u0000',
    ],
    ...['{"email":"a\tb@c.example"}', '[', '"'],
  ])('is rejected if it is invalid JSON: %j', async (body) => {
    const tenant = await newTenant()
    expect(validationErrors(await tenant.post(path, body))).toEqual(['body json_invalid'])
  })

  test.each([
    ['a stray byte', [0x22, 0xff, 0x22]],
    ['an overlong encoding', [0x22, 0xc0, 0x80, 0x22]],
    ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a truncated character', [0x7b, 0x7d, 0xe2, 0x82]],
    ['UTF-16', [0x7b, 0, 0x7d, 0]],
  ])('is rejected if it is not UTF-8: %s', async (_, body) => {
    const tenant = await newTenant()
    const response = await tenant.post(path, new Uint8Array(body), { headers: JSON_TYPE })
    expect(validationErrors(response)).toEqual(['body json_invalid'])
  })

  test.each(['[]', '[{}]', '"text"', '""', '5', '0', 'true', 'false', '['.repeat(9) + ']'.repeat(9)])(
    'is rejected if it is not an object: %s',
    async (body) => {
      const tenant = await newTenant()
      expect(validationErrors(await tenant.post(path, body))).toEqual(['body model_attributes_type'])
    },
  )

  test('causes a validation error, not a failure, if it is nested thousands of levels deep', async () => {
    const tenant = await newTenant()
    const response = await tenant.post(path, '['.repeat(30_000) + ']'.repeat(30_000))
    expect(validationErrors(response)).toEqual(['body model_attributes_type'])
  })

  test.each([
    ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/json', 'json'],
    ...['application/jsonp', 'application/problem+json', 'application/json; charset=latin1', '*/*', ''],
    ...['application/json, text/plain'],
  ])('is rejected with the content type %s', async (type) => {
    const tenant = await newTenant()
    const response = await tenant.post(path, '{}', { headers: { 'Content-Type': type } })
    expect([response.status, response.body.code]).toEqual([415, 'unsupported_media_type'])
  })

  test('is rejected without a content type', async () => {
    const tenant = await newTenant()
    const response = await tenant.post(path, bytes('{}'))
    expect([response.status, response.body.code]).toEqual([415, 'unsupported_media_type'])
  })

  test.each([
    ['with a correct Content-Length', ofSize(LIMIT + 1), { 'Content-Length': String(LIMIT + 1) }],
    ['without a Content-Length', ofSize(LIMIT + 1), {}],
    ['with a Content-Length that is too small', ofSize(LIMIT + 1), { 'Content-Length': '2' }],
    ['in multi-byte characters', `{"email":"${'é'.repeat(LIMIT / 2)}"}`, {}],
    ['of text that is not JSON', 'x'.repeat(LIMIT + 1), {}],
  ])('is rejected over 64 KiB: %s', async (_, body, headers: Record<string, string>) => {
    const tenant = await newTenant()
    const response = await tenant.post(path, body, { headers })
    expect([response.status, response.body.code]).toEqual([413, 'body_too_large'])
  })

  test('is rejected as soon as it exceeds the limit, even if it is endless', async () => {
    const tenant = await newTenant()
    const stream = streamOf(endless())
    const response = await tenant.post(path, stream.body, { headers: JSON_TYPE })
    expect([response.status, response.body.code]).toEqual([413, 'body_too_large'])
    expect(stream.pulled()).toBeLessThan(30)
  })

  test('is rejected unread if its Content-Length is too large', async () => {
    const tenant = await newTenant()
    const stream = streamOf(endless())
    const headers = { ...JSON_TYPE, 'Content-Length': '1000000' }
    const response = await tenant.post(path, stream.body, { headers })
    expect(response.status).toBe(413)
    expect(stream.pulled()).toBeLessThan(3)
  })

  test('is checked for 401, 415, 413 and 422 in this order', async () => {
    const tenant = await newTenant()
    const large = bytes('x'.repeat(LIMIT + 1))
    const declared = { 'Content-Length': String(large.byteLength) }
    const status = async (headers: Record<string, string>, body: Uint8Array, key: string | null) =>
      (await send('POST', `${path}?x=1`, { headers, body, key })).status

    const { key } = tenant.keys.live
    for (const length of [{}, declared]) {
      expect(await status({ 'Content-Type': 'text/plain', ...length }, large, null)).toBe(401)
      expect(await status({ 'Content-Type': 'text/plain', ...length }, large, key)).toBe(415)
      expect(await status({ ...length }, large, key)).toBe(415)
      expect(await status({ ...JSON_TYPE, ...length }, large, key)).toBe(413)
    }
    expect(await status(JSON_TYPE, bytes('x'), key)).toBe(422)
  })
})

test.each([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=UTF-8',
  'Application/JSON',
  'application/json; charset="utf-8"',
  'application/json;',
])('accepts the content type %s', async (type) => {
  const tenant = await newTenant()
  const response = await tenant.post('/v1/customers', '{}', { headers: { 'Content-Type': type } })
  expect(response.status).toBe(201)
})

test('accepts a body of exactly 64 KiB', async () => {
  const tenant = await newTenant()
  const headers = { 'Content-Length': String(LIMIT) }
  expect((await tenant.post('/v1/customers', ofSize(LIMIT), { headers })).status).toBe(201)
  expect((await tenant.post('/v1/customers', ofSize(LIMIT))).status).toBe(201)
})

test('reads the whole of a body that arrives byte by byte', async () => {
  const tenant = await newTenant()
  const single = [...bytes('{"company_name":"Søren 😀"}')].map((byte) => new Uint8Array([byte]))
  const response = await tenant.post('/v1/customers', streamOf(single).body, { headers: JSON_TYPE })
  expect([response.status, response.body.company_name]).toEqual([201, 'Søren 😀'])
})

test.each([
  'company',
  'Email',
  'email ',
  'ID',
  'tenant_id',
  'stripe_customer',
  'subscription_counts',
  '__proto__',
  'constructor',
])('rejects an unknown field instead of ignoring it: %s', async (name) => {
  const tenant = await newTenant()
  const response = await tenant.post('/v1/customers', `{"company_name":"Steve",${JSON.stringify(name)}:null}`)
  expect(validationErrors(response)).toEqual([`body.${name} extra_forbidden`])
  expect((await tenant.get('/v1/customers')).body.total).toBe(0)
})
