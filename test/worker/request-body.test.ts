import { describe, expect, test } from 'vitest'
import { faults, newTenant, send } from './harness.ts'

const LIMIT = 64 * 1024
const CLONE = '/v1/customers/497f6eca-6276-4993-bfeb-53cbbbba6f08/clone'
const OPERATIONS = ['/v1/customers', CLONE]
const JSON_TYPE = { 'Content-Type': 'application/json' }

const bytes = (text: string) => new TextEncoder().encode(text)
/** A valid body of so many bytes. */
const ofSize = (size: number) => `{}${' '.repeat(size - 2)}`

/** A stream of the chunks, which tells how many were asked for. */
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
  ])('%s: it is missing', async (_, body, headers) => {
    const tenant = await newTenant()
    expect(faults(await tenant.post(path, body, { headers }))).toEqual(['body missing'])
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
  ])('%j is not JSON', async (body) => {
    const tenant = await newTenant()
    expect(faults(await tenant.post(path, body))).toEqual(['body json_invalid'])
  })

  test.each([
    ['a stray byte', [0x22, 0xff, 0x22]],
    ['an overlong form', [0x22, 0xc0, 0x80, 0x22]],
    ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a cut-off character', [0x7b, 0x7d, 0xe2, 0x82]],
    ['UTF-16', [0x7b, 0, 0x7d, 0]],
  ])('what is not UTF-8 is not JSON: %s', async (_, body) => {
    const tenant = await newTenant()
    const answer = await tenant.post(path, new Uint8Array(body), { headers: JSON_TYPE })
    expect(faults(answer)).toEqual(['body json_invalid'])
  })

  test.each(['[]', '[{}]', '"text"', '""', '5', '0', 'true', 'false', '['.repeat(9) + ']'.repeat(9)])(
    'JSON that is no object is refused: %s',
    async (body) => {
      const tenant = await newTenant()
      expect(faults(await tenant.post(path, body))).toEqual(['body model_attributes_type'])
    },
  )

  test('JSON that is nested thousands deep is a fault, not a failure', async () => {
    const tenant = await newTenant()
    const answer = await tenant.post(path, '['.repeat(30_000) + ']'.repeat(30_000))
    expect(faults(answer)).toEqual(['body model_attributes_type'])
  })

  test.each([
    ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/json', 'json'],
    ...['application/jsonp', 'application/problem+json', 'application/json; charset=latin1', '*/*', ''],
    ...['application/json, text/plain'],
  ])('the type %s is refused', async (type) => {
    const tenant = await newTenant()
    const answer = await tenant.post(path, '{}', { headers: { 'Content-Type': type } })
    expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_media_type'])
  })

  test('a body without a content type is refused', async () => {
    const tenant = await newTenant()
    const answer = await tenant.post(path, bytes('{}'))
    expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_media_type'])
  })

  test.each([
    ['as it says itself', ofSize(LIMIT + 1), { 'Content-Length': String(LIMIT + 1) }],
    ['saying nothing of its length', ofSize(LIMIT + 1), {}],
    ['saying less than it is', ofSize(LIMIT + 1), { 'Content-Length': '2' }],
    ['in characters of several bytes', `{"email":"${'é'.repeat(LIMIT / 2)}"}`, {}],
    ['and not even JSON', 'x'.repeat(LIMIT + 1), {}],
  ])('a body over 64 KiB is refused: %s', async (_, body, headers: Record<string, string>) => {
    const tenant = await newTenant()
    const answer = await tenant.post(path, body, { headers })
    expect([answer.status, answer.body.code]).toEqual([413, 'body_too_large'])
  })

  test('an endless body is refused once it is over the limit', async () => {
    const tenant = await newTenant()
    const stream = streamOf(endless())
    const answer = await tenant.post(path, stream.body, { headers: JSON_TYPE })
    expect([answer.status, answer.body.code]).toEqual([413, 'body_too_large'])
    expect(stream.pulled()).toBeLessThan(30)
  })

  test('a body that says that it is too large is refused unread', async () => {
    const tenant = await newTenant()
    const stream = streamOf(endless())
    const headers = { ...JSON_TYPE, 'Content-Length': '1000000' }
    const answer = await tenant.post(path, stream.body, { headers })
    expect(answer.status).toBe(413)
    expect(stream.pulled()).toBeLessThan(3)
  })

  test('refusals come in the order 401, 415, 413, 422', async () => {
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
])('the type %s is taken', async (type) => {
  const tenant = await newTenant()
  const answer = await tenant.post('/v1/customers', '{}', { headers: { 'Content-Type': type } })
  expect(answer.status).toBe(201)
})

test('a body of exactly 64 KiB is taken', async () => {
  const tenant = await newTenant()
  const headers = { 'Content-Length': String(LIMIT) }
  expect((await tenant.post('/v1/customers', ofSize(LIMIT), { headers })).status).toBe(201)
  expect((await tenant.post('/v1/customers', ofSize(LIMIT))).status).toBe(201)
})

test('a body that comes byte by byte is read whole', async () => {
  const tenant = await newTenant()
  const single = [...bytes('{"company_name":"Søren 😀"}')].map((byte) => new Uint8Array([byte]))
  const answer = await tenant.post('/v1/customers', streamOf(single).body, { headers: JSON_TYPE })
  expect([answer.status, answer.body.company_name]).toEqual([201, 'Søren 😀'])
})

test.each([
  'company',
  'Email',
  'email ',
  'id',
  'tenant_id',
  'stripe_customer_id',
  'subscription_count',
  '__proto__',
  'constructor',
])('a field that there is not is not lost in silence: %s', async (name) => {
  const tenant = await newTenant()
  const answer = await tenant.post('/v1/customers', `{"company_name":"Steve",${JSON.stringify(name)}:null}`)
  expect(faults(answer)).toEqual([`body.${name} extra_forbidden`])
  expect((await tenant.get('/v1/customers')).body.total).toBe(0)
})
