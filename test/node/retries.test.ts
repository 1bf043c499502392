import { beforeEach, describe, expect, onTestFinished, vi } from 'vitest'
import { type Fault, type FaultName, respondWith } from '../setup/faults.ts'
import { logged, test, type WithApi } from '../setup/faulty-api.ts'

const sqlError = (code: string) => respondWith(400, JSON.stringify({ message: 'failed', code, severity: 'ERROR' }))
const HTML = '<html></html>'

/** Faults after which another attempt may succeed, and whether it is certain that nothing was changed. */
const TEMPORARY: [string, Fault | FaultName, boolean][] = [
  ['connection_lost', 'refuse', false],
  ['connection_lost', 'lose_response', false],
  ['http_500', respondWith(500, '{"message":"failed","code":""}'), true],
  ['http_502', respondWith(502, HTML), false],
  ['http_429', respondWith(429), true],
  ['refused', respondWith(521, HTML), true],
  ['unreadable', respondWith(200, HTML), false],
  ['unreadable', 'cut', false],
  ['too_few_results', 'too_few_results', false],
  ['40001', sqlError('40001'), true],
  ['40P01', sqlError('40P01'), true],
  ['57P01', sqlError('57P01'), true],
]

const idempotencyKey = () => ({ 'Idempotency-Key': crypto.randomUUID() })
const email = () => `${crypto.randomUUID()}@x.example`

beforeEach<WithApi>(({ api }) => api.recover())

describe('after a single failure', () => {
  test('50 of 50 reads succeed', async ({ api }) => {
    for (let n = 0; n < 50; n++) {
      const [reason, fault] = TEMPORARY[n % TEMPORARY.length] as (typeof TEMPORARY)[0]
      await api.fail(fault, 1)
      const { status, lines, calls } = await api.send('GET', 'customers')
      expect({ status, lines, calls }).toMatchObject({ status: 200, calls: 2, lines: [{ attempts: 2 }] })
      expect(lines[0]).toMatchObject({ level: 'info', retried: [reason] })
    }
  })

  test('50 of 50 concurrent reads succeed', async ({ api }) => {
    // As many at a time as a tenant may have in flight, so that each meets one failure.
    for (let wave = 0; wave < 10; wave++) {
      await api.fail('refuse', 5)
      const { result } = await logged(() => Promise.all(Array.from({ length: 5 }, () => api.fetch('GET', 'customers'))))
      expect(result.map(({ status }) => status)).toEqual(Array(5).fill(200))
    }
  })

  test('a key lookup succeeds', async ({ api }) => {
    api.forgetKey()
    // One for the key, and one for the privileges of the login role.
    await api.fail('refuse', 2)
    expect(await api.send('GET', 'customers')).toMatchObject({ status: 200, calls: 5 })
  })

  test('a write with an idempotency key succeeds and takes effect once', async ({ api }) => {
    for (const [reason, fault] of TEMPORARY) {
      const address = email()
      await api.fail(fault, 1)
      const { status, body, lines } = await api.send('POST', 'customers', { email: address }, idempotencyKey())
      expect({ status, body }).toMatchObject({ status: 201, body: { email: address } })
      expect(lines).toMatchObject([{ attempts: 2, retried: [reason] }])
      expect(await api.query('select from customers where email = $1', [address])).toHaveLength(1)
    }
  })

  test('a write without an idempotency key succeeds only if nothing was changed, and never takes effect twice', async ({
    api,
  }) => {
    for (const [reason, fault, isUnchanged] of TEMPORARY) {
      const company_name = crypto.randomUUID()
      await api.fail(fault, 1)
      const { status, calls } = await api.send('POST', 'customers', { company_name })
      const expected = isUnchanged ? { status: 201, calls: 2 } : { status: 503, calls: 1 }
      expect({ reason, status, calls }).toEqual({ reason, ...expected })
      const rows = await api.query('select from customers where company_name = $1', [company_name])
      expect(rows.length).toBeLessThanOrEqual(1)
    }
  })
})

describe('there is no retry', () => {
  test.for([
    ['a statement that took too long', sqlError('57014')],
    ['a wrong password', respondWith(400, '{"message":"password authentication failed","code":""}')],
    ['a wrong address', respondWith(404)],
    ['an error in a statement', sqlError('42703')],
    ['a response that is too large', respondWith(507, '{"message":"response is too large"}')],
    ['a Retry-After that is after the time limit', respondWith(429, '', { 'Retry-After': '30' })],
  ] as const)('after %s', async ([, fault], { api }) => {
    await api.fail(fault)
    expect(await api.send('GET', 'customers/export')).toMatchObject({ calls: 1 })
  })
})

test('a request is sent at most three times', async ({ api }) => {
  await api.fail('refuse')
  const { status, calls, lines } = await api.send('GET', 'customers')
  expect({ status, calls }).toEqual({ status: 503, calls: 3 })
  expect(lines).toMatchObject([{ attempts: 3, retried: ['connection_lost', 'connection_lost'] }])
})

test('a retry waits as long as Retry-After says', async ({ api }) => {
  await api.fail(respondWith(429, '', { 'Retry-After': '1' }), 1)
  const { status, ms } = await api.send('GET', 'customers')
  expect(status).toBe(200)
  expect(ms).toBeGreaterThanOrEqual(1_000)
})

test.for([
  [0, [25, 75]],
  [0.75, [62.5, 187.5]],
] as const)(
  'retries wait from half to one and a half times 50 and 150 ms: at random %s',
  async ([random, waits], { api }) => {
    await api.fail('refuse', 2)
    const [chance, timer] = [vi.spyOn(Math, 'random').mockReturnValue(random), vi.spyOn(globalThis, 'setTimeout')]
    onTestFinished(() => [chance, timer].forEach((spy) => void spy.mockRestore()))
    expect(await api.send('GET', 'customers')).toMatchObject({ status: 200, calls: 3 })
    const advice = 'Vary the wait before a retry in src/db/retry.ts, so that failed requests do not all return at once.'
    expect(
      timer.mock.calls.map(([, milliseconds]) => milliseconds),
      advice,
    ).toEqual(expect.arrayContaining([...waits]))
  },
)

test('in an outage, the API calls the database at most 1.1 times per request', async ({ api }) => {
  await api.fail('refuse')
  const { requests: before } = await api.endpoint.counts()
  await logged(async () => {
    for (let n = 0; n < 10; n++) {
      await Promise.all(Array.from({ length: 20 }, () => api.fetch('GET', 'customers')))
    }
  })
  const { requests: after } = await api.endpoint.counts()
  expect(after - before).toBeLessThanOrEqual(220)
})
