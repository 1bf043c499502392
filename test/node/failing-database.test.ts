import { beforeEach, describe, expect } from 'vitest'
import { hashKey } from '../../src/auth/key.ts'
import { sql } from '../../src/db/sql.ts'
import { byKey, tenantDb } from '../../src/db/tenant-db.ts'
import { CLOSED_ENDPOINT, type Fault, type FaultName, respondWith } from '../setup/faults.ts'
import { beforeEachCustomer, test } from '../setup/faulty-api.ts'

const A_TEST = { id: 'aTest', scope: null, roles: ['admin'] }
const HTML = '<html><body>secret@x.example</body></html>'
const NEON_ERROR = '{"message":"connection closed","code":""}'
const POSTGRES_ERROR = (code: string, severity = 'ERROR') => JSON.stringify({ message: 'secret', code, severity })
const RESULT = (results: unknown) => respondWith(200, JSON.stringify({ results }))
const NUMBER = { fields: [{ name: 'entered', dataTypeID: 1009 }], rows: [[5]] }

/** What the endpoint does, the reason in the log, and whether it is certain that nothing was changed. */
const FAULTS: [string, Fault | FaultName, string, boolean][] = [
  ['closes the connection', 'refuse', 'connection_lost', false],
  ['loses the response', 'lose_response', 'connection_lost', false],
  ['responds with HTML and status 200', respondWith(200, HTML), 'unreadable', false],
  ['responds with HTML and status 400', respondWith(400, HTML), 'unreadable', false],
  [
    'responds with 400 and a code that is not PostgreSQL’s',
    respondWith(400, POSTGRES_ERROR('secret')),
    'http_400',
    false,
  ],
  ['responds with an empty body', respondWith(200), 'unreadable', false],
  ['truncates the response', 'cut', 'unreadable', false],
  ['closes the connection within the response', 'truncate', 'connection_lost', false],
  ['responds with null', respondWith(200, 'null'), 'unreadable', false],
  ['responds with a single result', respondWith(200, '{"fields":[],"rows":[]}'), 'unreadable', false],
  ['responds with results of another shape', RESULT([{}, {}, {}]), 'unreadable', false],
  ['responds with rows that are not arrays', RESULT([{ fields: [], rows: [{}] }]), 'unreadable', false],
  ['responds with too few values', RESULT([{ fields: [{ name: 'id' }], rows: [[]] }]), 'unreadable', false],
  ['responds with a number as a value', RESULT([NUMBER, NUMBER, NUMBER]), 'unreadable', false],
  ['responds with too few results', 'too_few_results', 'too_few_results', false],
  ['responds with too many results', 'too_many_results', 'unreadable', false],
  ['responds with 500', respondWith(500, '{"message":"failed"}'), 'http_500', false],
  ['responds with HTML and status 502', respondWith(502, HTML), 'http_502', false],
  ['responds with 503', respondWith(503), 'http_503', false],
  ['responds with 504', respondWith(504), 'http_504', false],
  ['redirects', respondWith(307, '', { Location: 'http://127.0.0.1:1/' }), 'http_307', false],
  ['loses its connection to PostgreSQL', respondWith(400, NEON_ERROR), 'http_400', false],
  ['reports a lost connection', respondWith(400, POSTGRES_ERROR('08006', 'FATAL')), '08006', false],
  ['reports a server that crashed', respondWith(400, POSTGRES_ERROR('XX000', 'PANIC')), 'XX000', false],
  ['cannot reach PostgreSQL', respondWith(500, NEON_ERROR), 'http_500', true],
  ['rejects the request as one too many', respondWith(429), 'http_429', true],
  ['does not exist', respondWith(404), 'http_404', true],
  ['is reported as unreachable by Cloudflare', respondWith(521, HTML), 'refused', true],
  [
    'rejects the password',
    respondWith(400, '{"message":"password authentication failed","code":""}'),
    'login_rejected',
    true,
  ],
  ['reports too many connections', respondWith(400, POSTGRES_ERROR('53300', 'FATAL')), '53300', true],
  ['reports a server that shuts down', respondWith(400, POSTGRES_ERROR('57P01', 'FATAL')), '57P01', true],
  ['reports a full disk', respondWith(400, POSTGRES_ERROR('53100')), '53100', true],
]

beforeEach<import('../setup/faulty-api.ts').WithApi>(async ({ api }) => {
  await api.endpoint.inject()
  await api.send('GET', 'customers')
})

describe.each(FAULTS)('if the endpoint %s', (_, fault, reason, isUnchanged) => {
  test('a read gets database_unavailable, and the log names the reason', async ({ api }) => {
    await api.fail(fault)
    const { status, retryAfter, body, lines } = await api.send('GET', 'customers')
    expect({ status, retryAfter, code: body.code }).toEqual({
      status: 503,
      retryAfter: '2',
      code: 'database_unavailable',
    })
    expect(lines).toMatchObject([{ level: 'error', operation: 'listCustomers', failure: reason }])
    expect(JSON.stringify([body, lines])).not.toMatch(/secret|html/)
  })

  test(`a write gets ${isUnchanged ? 'database_unavailable' : 'outcome_unknown'}`, async ({ api }) => {
    await api.fail(fault)
    const { status, retryAfter, body, lines, calls } = await api.send('POST', 'customers', {})
    const code = isUnchanged ? 'database_unavailable' : 'outcome_unknown'
    expect({ status, retryAfter, code: body.code }).toEqual({ status: 503, retryAfter: '2', code })
    expect(lines).toMatchObject([{ level: 'error', code, failure: reason }])
    // A write that may have been made is not repeated.
    if (!isUnchanged) expect(calls).toBe(1)
  })
})

describe('if it is unknown whether a change was made', () => {
  test('the response says so, and how to repeat the request safely', async ({ api }) => {
    await api.fail('lose_response')
    const [email, headers] = ['unknown@x.example', { 'Idempotency-Key': 'a-key' }]
    const without = await api.send('POST', 'customers', { email: 'none@x.example' })
    expect(without.body.detail).toMatch(/unknown whether it was made.*Check.*before you repeat.*Idempotency-Key/)
    const first = await api.send('POST', 'customers', { email }, headers)
    expect(first.body).toMatchObject({ code: 'outcome_unknown' })
    expect(first.body.detail).toMatch(/unknown whether it was made.*same Idempotency-Key/)

    await api.endpoint.inject()
    const again = await api.send('POST', 'customers', { email }, headers)
    expect(again).toMatchObject({ status: 201, body: { email } })
    expect(again.headers.get('Idempotent-Replayed')).toBe('true')
    expect(await api.query('select from customers where email = $1', [email])).toHaveLength(1)
  })

  test('a later attempt that certainly changed nothing does not change that', async ({ api }) => {
    await api.endpoint.inject('lose_response', { ...respondWith(429), times: null })
    const response = await api.send('POST', 'customers', {}, { 'Idempotency-Key': 'another-key' })
    expect(response).toMatchObject({ status: 503, body: { code: 'outcome_unknown' } })
  })
})

test('the endpoint’s own Retry-After is passed on, up to an hour', async ({ api }) => {
  const past = new Date(Date.now() - 60_000).toUTCString()
  for (const [sent, expected] of [
    ['7', '7'],
    ['86400', '3600'],
    [past, '1'],
    ['soon', '2'],
  ] as const) {
    await api.fail(respondWith(503, '', { 'Retry-After': sent }))
    expect(await api.send('GET', 'customers')).toMatchObject({ status: 503, retryAfter: expected })
    expect(await api.send('POST', 'customers', {})).toMatchObject({ status: 503, retryAfter: expected })
  }
})

test('a refused connection is recognized and certainly changed nothing', async ({ api }) => {
  const enter = byKey({ hash: await hashKey(api.key), tenantId: api.tenantId }, A_TEST, 'a-request')
  const env = { DATABASE_URL: api.loginUrl, DATABASE_ENDPOINT: CLOSED_ENDPOINT }
  const error = await tenantDb({ env, enter, access: 'write' })
    .batch([sql`select 1`])
    .catch((thrown) => thrown)
  expect(error).toMatchObject({ code: 'database_unavailable', options: { reason: 'refused' } })
})

test('a read-only database counts as unavailable, and the call is not retried', async ({ api }) => {
  await beforeEachCustomer(api, `perform set_config('transaction_read_only', 'on', true)`)
  const response = await api.send('POST', 'customers', {})
  expect(response).toMatchObject({ status: 503, body: { code: 'database_unavailable' }, calls: 1 })
  expect(response.lines).toMatchObject([{ failure: '25006' }])
  await api.fail(respondWith(400, POSTGRES_ERROR('25006')))
  expect(await api.send('GET', 'customers'), 'a read that writes is a mistake').toMatchObject({ status: 500 })
})

test('the log of an internal error contains no parameters or statements, and the response no details', async ({
  api,
}) => {
  await beforeEachCustomer(api, `raise exception 'about %', new.email using detail = new.company_name`)
  const fields = { email: 'steve@private.example', company_name: 'Private Plumbing' }
  const { status, body, lines } = await api.send('POST', 'customers', fields)
  expect(status).toBe(500)
  expect(body).toEqual({ code: 'internal_error', detail: expect.any(String), request_id: expect.any(String) })
  expect(lines).toMatchObject([{ level: 'error', failure: { name: 'NeonDbError', code: 'P0001' } }])
  for (const text of [JSON.stringify(lines), JSON.stringify(body)]) {
    expect(text).not.toMatch(/private|insert into|select |set_config|meanwhile|about/i)
    expect(text).not.toContain(api.key)
  }
})
