import {
  ConnectionError,
  createClient,
  NotFoundError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from 'customer-management-api/client'
import { describe, expect, test } from 'vitest'
import { type Reply, rejected, startReplies } from './replies.ts'

const STEVE = { status: 201, body: { id: 'steve', company_name: 'Steve' } }
const apiKey = 'hc_test_key'

/** Creates a customer at a server with these replies. */
async function create(replies: Reply[], options: object = {}, requestOptions: object = {}) {
  const { url, received } = await startReplies(...replies)
  const client = createClient({ baseUrl: url, apiKey, ...options })
  const result = await client.customers.create({ company_name: 'Steve' }, requestOptions).catch((error) => error)
  return { result, received }
}

describe('a request is repeated', () => {
  test.for<[string, Reply]>([
    ['429', rejected(429, 'rate_limited')],
    ['503', rejected(503, 'database_unavailable')],
    ['502 of a proxy', { status: 502, body: '<h1>Bad Gateway</h1>' }],
    ['409 idempotency_in_progress', rejected(409, 'idempotency_in_progress')],
    ['a lost connection', 'lose'],
  ])('after %s, with the same Idempotency-Key and body', async ([, reply]) => {
    const { result, received } = await create([reply, STEVE])
    expect(result).toEqual(STEVE.body)
    expect(received.map(({ body }) => body)).toEqual(Array(2).fill('{"company_name":"Steve"}'))
    const keys = received.map(({ headers }) => headers['idempotency-key'])
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), keys[0]])
  })

  test('after a timeout', async () => {
    const { result, received } = await create(['hang', STEVE], { timeout: 100 })
    expect([result.id, received.length]).toEqual(['steve', 2])
  })

  test('not before the seconds in Retry-After have passed', async () => {
    const { received } = await create([rejected(429, 'rate_limited', { 'Retry-After': '1' }), STEVE])
    const [first, second] = received
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1000)
  })

  test('not before the date in Retry-After', async () => {
    const date = new Date(Date.now() + 2000)
    const { received } = await create([rejected(503, 'moving', { 'Retry-After': date.toUTCString() }), STEVE])
    const clock = performance.timeOrigin + (received[1]?.at ?? 0)
    // A date has whole seconds.
    expect(clock).toBeGreaterThanOrEqual(Math.floor(date.getTime() / 1000) * 1000)
  })

  test('at most maxRetries times, where the request’s option overrides the client’s', async () => {
    const counts = [
      await create([rejected(503, 'database_unavailable')], { maxRetries: 1 }),
      await create([rejected(503, 'database_unavailable')], { maxRetries: 3 }, { maxRetries: 0 }),
      await create([rejected(503, 'database_unavailable')], { maxRetries: 0 }, { maxRetries: undefined }),
    ].map(({ received }) => received.length)
    expect(counts).toEqual([2, 1, 1])
  })

  test('with the token that is current at each attempt', async () => {
    const tokens = ['first', 'second']
    const options = { apiKey: undefined, token: async () => tokens.shift() }
    const { received } = await create([rejected(503, 'database_unavailable'), STEVE], options)
    expect(received.map(({ headers }) => headers.authorization)).toEqual(['Bearer first', 'Bearer second'])
  })
})

describe('a request is not repeated', () => {
  test.for<[number, string]>([
    [400, 'idempotency_key_invalid'],
    [401, 'unauthenticated'],
    [404, 'not_found'],
    [409, 'email_taken'],
    [500, 'internal_error'],
  ])('after %i %s', async ([status, code]) => {
    const { result, received } = await create([rejected(status, code)])
    expect([result.status, result.code, received.length]).toEqual([status, code, 1])
  })

  test('if Retry-After is over a minute; the error says how long', async () => {
    const { result, received } = await create([rejected(429, 'rate_limited', { 'Retry-After': '61' })])
    expect(result).toBeInstanceOf(RateLimitError)
    expect([result.retryAfter, received.length]).toEqual([61, 1])
  })

  test('once its signal is aborted, and the promise is rejected with the reason', async () => {
    const reason = new Error('The user has left.')
    const controller = new AbortController()
    const { url, received } = await startReplies('hang')
    const { customers } = createClient({ baseUrl: url, apiKey })
    const call = customers.get('steve', {}, { signal: controller.signal })
    await expect.poll(() => received.length).toBe(1)
    controller.abort(reason)
    await expect(call).rejects.toBe(reason)
    await expect(customers.get('steve', {}, { signal: controller.signal })).rejects.toBe(reason)
    expect(received.length).toBe(1)
  })

  test('if the signal is aborted during the wait', async () => {
    const controller = new AbortController()
    const { url, received } = await startReplies(rejected(503, 'moving', { 'Retry-After': '60' }))
    const call = createClient({ baseUrl: url, apiKey }).customers.get('steve', {}, { signal: controller.signal })
    await expect.poll(() => received.length).toBe(1)
    controller.abort()
    await expect(call).rejects.toThrow(/abort/)
  })
})

describe('after all retries', () => {
  test('the last error is thrown', async () => {
    const failures = [rejected(429, 'rate_limited'), rejected(503, 'outcome_unknown')]
    const { result } = await create([...failures], { maxRetries: 1 })
    expect(result).toBeInstanceOf(ServerError)
    expect([result.code, result.requestId]).toEqual(['outcome_unknown', 'request-1'])
  })

  test('a lost connection and a timeout are errors with codes of the client', async () => {
    const { result: lost } = await create(['lose'], { maxRetries: 0 })
    expect(lost).toBeInstanceOf(ConnectionError)
    expect([lost.code, lost.status, lost.requestId]).toEqual(['connection_failed', undefined, undefined])
    expect(lost.cause).toBeInstanceOf(Error)
    const { result: late } = await create(['hang'], { maxRetries: 0, timeout: 50 })
    expect(late).toBeInstanceOf(TimeoutError)
    expect([late.code, late.message]).toEqual(['timed_out', 'No response arrived within 50 ms.'])
  })

  test('a caller’s own idempotency key is sent', async () => {
    const { received } = await create([STEVE], {}, { idempotencyKey: 'import-42' })
    expect(received[0]?.headers['idempotency-key']).toBe('import-42')
  })

  test('a read has no idempotency key', async () => {
    const { url, received } = await startReplies(rejected(404, 'not_found'))
    await expect(createClient({ baseUrl: url, apiKey }).rules.get('1')).rejects.toBeInstanceOf(NotFoundError)
    expect(received[0]?.headers).not.toHaveProperty('idempotency-key')
  })
})
