import { inspect } from 'node:util'
import { ApiError, createClient, type ErrorCode } from 'customer-management-api/client'
import { describe, expect, test } from 'vitest'
import { type Reply, rejected, startReplies } from './replies.ts'

const apiKey = 'hc_test_key'

async function clientOf(...replies: Reply[]) {
  const { url, received } = await startReplies(...replies)
  return { client: createClient({ baseUrl: `${url}/api/`, apiKey, maxRetries: 0 }), received }
}

describe('a rejection is', () => {
  test.for<[string, number, ErrorCode]>([
    ['AuthenticationError', 401, 'unauthenticated'],
    ['PermissionError', 403, 'insufficient_scope'],
    ['NotFoundError', 404, 'not_found'],
    ['ConflictError', 409, 'email_taken'],
    ['PreconditionError', 412, 'precondition_failed'],
    ['ApiError', 413, 'body_too_large'],
    ['IdempotencyError', 422, 'idempotency_key_reused'],
    ['RateLimitError', 429, 'rate_limited'],
    ['ServerError', 500, 'internal_error'],
  ])('a %s for %i %s', async ([name, status, code]) => {
    const { client } = await clientOf(rejected(status, code))
    const error = await client.apiKeys.me().catch((error) => error)
    expect(error).toBeInstanceOf(ApiError)
    const [message, requestId] = [`A sentence about ${code}.`, 'request-1']
    expect(error).toMatchObject({ name, status, code, message, requestId })
  })

  test('a ValidationError whose message names every field', async () => {
    const detail = [
      { loc: ['query', 'per_page'], msg: 'Input should be less than or equal to 100', type: 'less_than_equal' },
      { loc: ['query', 'sort'], msg: 'Extra parameters are not permitted', type: 'extra_forbidden' },
    ]
    const { client } = await clientOf({ status: 422, body: { detail }, headers: { 'X-Request-Id': 'request-2' } })
    await expect(client.rules.list()).rejects.toMatchObject({
      ...{ name: 'ValidationError', status: 422, code: 'invalid_request', requestId: 'request-2', detail },
      message: `query.per_page: ${detail[0]?.msg}; query.sort: ${detail[1]?.msg}`,
    })
  })

  test('an ApiError of the client if the response is not from the API', async () => {
    const code = 'unexpected_response'
    const failed = await clientOf({ status: 404, body: '<h1>Not Found</h1>' })
    await expect(failed.client.apiKeys.me()).rejects.toMatchObject({ name: 'NotFoundError', status: 404, code })
    const page = await clientOf({ status: 200, body: '<h1>Welcome</h1>' })
    const message = 'The response has status 200, but it is not JSON. Check that baseUrl is the address of the API.'
    await expect(page.client.apiKeys.me()).rejects.toMatchObject({ name: 'ApiError', status: 200, code, message })
  })
})

describe('a request', () => {
  test('goes to the base URL with encoded ids and parameters, and the key as a Bearer token', async () => {
    const { client, received } = await clientOf({ status: 200, body: { id: '1' } })
    await client.customers.get('a/b?c', { include_archived: true })
    await client.customers.list({ search: 'a+b & c', metadata: { 'x[y]': 'ä' } })
    await client.customers.list({ email: ['a,b', 'c'], country_code: 'US' })
    expect(received.map(({ url, headers }) => [decodeURIComponent(url), headers.authorization])).toEqual([
      ['/api/v1/customers/a/b?c?include_archived=true', `Bearer ${apiKey}`],
      ['/api/v1/customers?search=a+b+&+c&metadata[x[y]]=ä', `Bearer ${apiKey}`],
      ['/api/v1/customers?email=a,b&email=c&country_code=US', `Bearer ${apiKey}`],
    ])
    expect(received[0]?.url).toContain('a%2Fb%3Fc')
    expect(received[1]?.url).toContain('search=a%2Bb+%26+c')
  })

  test.for(['', '.', '..'])('is not sent for the id “%s”, which would address something else', async (id) => {
    const { client, received } = await clientOf({ status: 200, body: {} })
    await expect(client.customers.archive(id)).rejects.toThrow(`customer_id must be an id, not "${id}".`)
    expect(received).toEqual([])
  })

  test('is not sent with an ifMatch that is undefined', async () => {
    const { client, received } = await clientOf({ status: 200, body: {} })
    await expect(client.customers.update('1', {}, { ifMatch: undefined })).rejects.toThrow(/ifMatch is undefined/)
    expect(received).toEqual([])
  })

  test('can be sent by a function other than fetch', async () => {
    const sent: string[] = []
    const fetch = async (url: string, { method }: RequestInit) => {
      sent.push(`${method} ${url}`)
      return Response.json({ id: '1' })
    }
    await createClient({ baseUrl: 'https://api.example', apiKey, fetch }).apiKeys.me()
    expect(sent).toEqual(['GET https://api.example/v1/api-keys/me'])
  })
})

describe('a result', () => {
  test('has its status, headers, ETag and request id in lastResponse, which is not in its JSON', async () => {
    const { client } = await clientOf({ status: 200, headers: { ETag: '"7"', 'X-Request-Id': 'r' }, body: { id: '1' } })
    const customer = await client.customers.get('1')
    expect(customer.lastResponse).toMatchObject({ status: 200, etag: '"7"', requestId: 'r' })
    expect(customer.lastResponse.headers.get('Content-Type')).toBe('application/json')
    expect(JSON.stringify(customer)).toBe('{"id":"1"}')
  })

  test('of a change is undefined for a write-only client; others get an error that says what to do', async () => {
    const { url } = await startReplies({ status: 204, headers: { ETag: '"7"', 'X-Request-Id': 'r' } })
    const writer = createClient({ baseUrl: url, apiKey, writeOnly: true })
    expect(await writer.customers.update('1', {})).toBeUndefined()
    await expect(createClient({ baseUrl: url, apiKey }).customers.update('1', {})).rejects.toMatchObject({
      ...{ code: 'key_cannot_read', status: 204, requestId: 'r' },
      message: 'The change was made, but the key may not read the result. Create the client with writeOnly: true.',
    })
  })
})

describe('a client', () => {
  test('does not show its credential', () => {
    expect(inspect(createClient({ baseUrl: 'https://api.example', apiKey }), { depth: 9 })).not.toContain(apiKey)
  })

  test('is not created without an absolute URL and a credential', () => {
    expect(() => createClient({ baseUrl: '/api', apiKey })).toThrow('baseUrl must be an absolute URL like https')
    expect(() => createClient({ baseUrl: 'https://api.example', apiKey: '' })).toThrow('The apiKey or token is empty.')
  })
})
