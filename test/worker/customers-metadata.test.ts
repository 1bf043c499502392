import { describe, expect, test } from 'vitest'
import { newTenant, type Tenant, validationErrors } from './harness.ts'

const at = (id: string) => `/v1/customers/${id}`
const numbered = (length: number, from = 0) =>
  Object.fromEntries(Array.from({ length }, (_, index) => [`key-${from + index}`, index]))

async function withMetadata(metadata: unknown) {
  const tenant = await newTenant()
  const { status, body } = await tenant.post('/v1/customers', { metadata })
  expect(status).toBe(201)
  return { tenant, id: body.id as string }
}
const metadataOf = async (tenant: Tenant, id: string) => (await tenant.get(at(id))).body.metadata

describe('a metadata update', () => {
  test.each([
    [{ b: 2 }, { a: 1, b: 2, c: 'x' }],
    [{ a: 'one' }, { a: 'one', c: 'x' }],
    [{ a: null }, { c: 'x' }],
    [{ a: null, c: null, d: false }, { d: false }],
    [{ absent: null }, { a: 1, c: 'x' }],
    [{}, { a: 1, c: 'x' }],
    [null, {}],
    [undefined, { a: 1, c: 'x' }],
  ])('with %j results in %j from {a: 1, c: "x"}', async (change, expected) => {
    const { tenant, id } = await withMetadata({ a: 1, c: 'x', gone: null })
    const { status, body } = await tenant.patch(at(id), { metadata: change })
    expect([status, body.metadata]).toEqual([200, expected])
    expect(await metadataOf(tenant, id)).toEqual(expected)
  })

  test('to the same values changes neither updated_at nor the ETag', async () => {
    const { tenant, id } = await withMetadata({ a: 1.5, b: 'x' })
    const before = await tenant.get(at(id))
    for (const metadata of [{}, { a: 1.5 }, { z: null }, { b: 'x', a: 1.5 }]) {
      const after = await tenant.patch(at(id), { metadata })
      expect(after.body).toEqual(before.body)
      expect(after.headers.get('ETag')).toBe(before.headers.get('ETag'))
    }
  })

  test('is merged with concurrent updates', async () => {
    const { tenant, id } = await withMetadata({})
    const changes = Object.entries(numbered(20)).map(([key, value]) => ({ metadata: { [key]: value } }))
    const responses = await Promise.all(changes.map((change) => tenant.patch(at(id), change)))
    expect(responses.map(({ status }) => status)).toEqual(changes.map(() => 200))
    expect(await metadataOf(tenant, id)).toEqual(numbered(20))
  })
})

test.each([
  ['text that is blank or has spaces around it', { blank: '', spaces: '  a  ' }],
  ['line breaks and tabs in text', { text: 'one\r\n\ttwo' }],
  ['text that looks like another type', { number: '5', boolean: 'true', nothing: 'null' }],
  ['a key of 40 characters and text of 500', { ['k'.repeat(40)]: 't'.repeat(500) }],
  ['the same with characters beyond the Basic Multilingual Plane', { ['😀'.repeat(40)]: '😀'.repeat(500) }],
  ['numbers of any size', { a: 1e308, b: -1e308, c: 5e-324, d: 0.1, e: 2 ** 53, f: 1e21, g: -7, h: 1e-7 }],
  ['letters of any language, composed or not', { naïve: 'é', 'nai\u0308ve': 'e\u0301', 日本: '語' }],
  ['quotes, backslashes and braces', { '"\\{}[],': '{"a":[1,"\\"]}', "'": "'; drop table customers; --" }],
  ['names of built-in object properties', { constructor: 1, toString: true, length: 0, prototype: 'x' }],
  ['50 keys', numbered(50)],
])('%s: stored unchanged', async (_, metadata) => {
  const { tenant, id } = await withMetadata(metadata)
  const stored = await metadataOf(tenant, id)
  expect(JSON.stringify(Object.entries(stored).sort())).toBe(JSON.stringify(Object.entries(metadata).sort()))
  expect((await tenant.get('/v1/customers')).body.customers[0].metadata).toEqual(stored)

  const patched = await tenant.patch(at((await tenant.customer()).id), { metadata })
  expect(patched.body.metadata).toEqual(stored)
})

const REJECTED: [string, string][] = [
  ['{"metadata":5}', 'body.metadata dict_type'],
  ['{"metadata":"gold"}', 'body.metadata dict_type'],
  ['{"metadata":["gold"]}', 'body.metadata dict_type'],
  ['{"metadata":{"a":{}}}', 'body.metadata.a value_error'],
  ['{"metadata":{"a":[1]}}', 'body.metadata.a value_error'],
  ['{"metadata":{"a":1e999}}', 'body.metadata.a value_error'],
  ['{"metadata":{"a":-1e999}}', 'body.metadata.a value_error'],
  ['{"metadata":{"__proto__":"x"}}', 'body.metadata.__proto__ value_error'],
  ['{"metadata":{"__proto__":null}}', 'body.metadata.__proto__ value_error'],
  ['{"metadata":{"\\u005f_proto__":1,"b":1}}', 'body.metadata.__proto__ value_error'],
  ['{"metadata":{"":1}}', 'body.metadata. value_error'],
  ['{"metadata":{" ":1}}', 'body.metadata.  value_error'],
  ['{"metadata":{"a\\u0000":1}}', 'body.metadata.a\0 value_error'],
  ['{"metadata":{"a\\nb":1}}', 'body.metadata.a\nb value_error'],
  ['{"metadata":{"a":"\\u0000"}}', 'body.metadata.a value_error'],
  ['{"metadata":{"a":"\\u0007"}}', 'body.metadata.a value_error'],
  ['{"metadata":{"a":"\\ud800"}}', 'body.metadata.a string_unicode'],
  ['{"metadata":{"\\udc00":1}}', 'body.metadata.\ufffd string_unicode'],
  [JSON.stringify({ metadata: { ['k'.repeat(41)]: 1 } }), `body.metadata.${'k'.repeat(41)} value_error`],
  [JSON.stringify({ metadata: { a: 't'.repeat(501) } }), 'body.metadata.a string_too_long'],
  [JSON.stringify({ metadata: numbered(51) }), 'body.metadata too_long'],
]

describe('is rejected on create, on update and by external id, and nothing is written', () => {
  test.each(REJECTED)('%s', async (sent, error) => {
    const { tenant, id } = await withMetadata({ a: 'unchanged' })
    const responses = [
      await tenant.post('/v1/customers', sent),
      await tenant.patch(at(id), sent),
      await tenant.put('/v1/customers/external/x', sent),
    ]
    // The response cannot contain a lone surrogate, so a key with one is compared in well-formed text.
    for (const response of responses)
      expect(validationErrors(response).map((found) => found.toWellFormed())).toEqual([error])
    expect(await metadataOf(tenant, id)).toEqual({ a: 'unchanged' })
    expect((await tenant.get('/v1/customers')).body.total).toBe(1)
  })
})

describe('together with existing keys', () => {
  test('the 50th key is accepted, and the next is rejected with its whole request', async () => {
    const { tenant, id } = await withMetadata(numbered(49))
    expect((await tenant.patch(at(id), { metadata: { last: 1 } })).status).toBe(200)
    const before = (await tenant.get(at(id))).body
    const response = await tenant.patch(at(id), { company_name: 'New', metadata: { more: 1 } })
    expect(validationErrors(response)).toEqual(['body.metadata too_long'])
    expect((await tenant.get(at(id))).body).toEqual(before)
  })

  test('as many keys can be added as are removed', async () => {
    const { tenant, id } = await withMetadata(numbered(50))
    const swap = { ...numbered(20, 50), ...Object.fromEntries(Object.keys(numbered(20)).map((key) => [key, null])) }
    const { status, body } = await tenant.patch(at(id), { metadata: swap })
    expect([status, Object.keys(body.metadata).length]).toEqual([200, 50])
  })

  test('the limit also applies by external id', async () => {
    const tenant = await newTenant()
    const path = '/v1/customers/external/x'
    const { body } = await tenant.put(path, { metadata: numbered(50) })
    const response = await tenant.put(path, { company_name: 'New', metadata: { more: 1 } })
    expect(validationErrors(response)).toEqual(['body.metadata too_long'])
    expect((await tenant.get(at(body.id))).body).toEqual(body)
    expect((await tenant.put(path, { metadata: { more: 1, 'key-0': null } })).status).toBe(200)
  })

  test('of two concurrent updates that exceed the limit together, one is rejected', async () => {
    const { tenant, id } = await withMetadata(numbered(49))
    const changes = ['a', 'b'].map((key) => tenant.patch(at(id), { metadata: { [key]: 1 } }))
    expect((await Promise.all(changes)).map(({ status }) => status).sort()).toEqual([200, 422])
  })
})

test.each(['1e308', '1e21', '0.000001', '1e-7', '-0.5', '9007199254740992'])(
  'the number %s is found in JSON notation',
  async (text) => {
    const tenant = await newTenant()
    await tenant.customer({ metadata: { number: Number(text) } })
    const json = encodeURIComponent(JSON.stringify(Number(text)))
    expect((await tenant.get(`/v1/customers?metadata[number]=${json}`)).body.total).toBe(1)
  },
)
