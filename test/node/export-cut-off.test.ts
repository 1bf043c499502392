import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeEach, expect, vi } from 'vitest'
import { respondWith } from '../setup/faults.ts'
import { logged, test, type WithApi } from '../setup/faulty-api.ts'

type Reader = ReadableStreamDefaultReader<Uint8Array>
const SECRET = 'steve@private.example'

beforeEach<WithApi>(async ({ api }) => {
  await api.recover()
  await api.query(
    `insert into customers (tenant_id, email) select $1, n || $2 from generate_series(1, 1200) n
     on conflict do nothing`,
    [api.tenantId, SECRET],
  )
})

/** Unhandled errors, which a runtime would log. */
const unhandled = vi.fn()
process.on('unhandledRejection', unhandled)
afterAll(() => void process.off('unhandledRejection', unhandled))

/** Requests an export, and calls `between` after the first part of its body. */
function exportWith(api: WithApi['api'], between: (reader: Reader) => unknown) {
  return logged(async () => {
    const response = await api.fetch('GET', 'customers/export?format=ndjson', undefined, { 'X-Request-Id': 'the-one' })
    const reader = response.body?.getReader() as Reader
    const parts = [(await reader.read()).value]
    await between(reader)
    const end = await (async () => {
      for (;;) {
        const { value, done } = await reader.read()
        if (done) return 'complete'
        parts.push(value)
      }
    })().catch((error: Error) => error.message)
    return {
      status: response.status,
      end,
      rows:
        Buffer.concat(parts as Uint8Array[])
          .toString()
          .split('\n').length - 1,
    }
  })
}

const IDS = { client_request_id: 'the-one', operation: 'exportCustomers', route: '/v1/customers/export' }

test('an export has a log line at its start and one at its end', async ({ api }) => {
  const { result, lines } = await exportWith(api, () => undefined)
  expect(result).toEqual({ status: 200, end: 'complete', rows: 1200 })
  const [start, end, ...more] = lines
  expect(start).toMatchObject({ ...IDS, level: 'info', status: 200, stream: 'started' })
  expect(end).toMatchObject({ ...IDS, level: 'info', status: 200, stream: 'completed', request_id: start?.request_id })
  expect(more).toEqual([])
})

test.for([
  ['http_502', respondWith(502, '<html></html>'), 'database_unavailable'],
  ['57014', respondWith(400, `{"message":"${SECRET}","code":"57014"}`), 'database_unavailable'],
  ['timeout', 'hang', 'database_unavailable'],
  ['42703', respondWith(400, `{"message":"${SECRET}","code":"42703"}`), 'internal_error'],
] as const)(
  'an export that is cut off by %s fails for the client and in the log, without data',
  async ([reason, fault, code], { api }) => {
    const { result, lines } = await exportWith(api, () => api.fail(fault))
    const id = lines[0]?.request_id
    expect(result).toEqual({ status: 200, end: `The response to the request ${id} was cut off.`, rows: 500 })
    expect(lines).toMatchObject([
      { ...IDS, level: 'info', stream: 'started' },
      { ...IDS, level: 'error', stream: 'cut off', code, request_id: id },
    ])
    expect(JSON.stringify(lines[1]?.failure)).toContain(reason)
    expect(JSON.stringify(lines)).not.toContain(SECRET)
    expect(unhandled).not.toHaveBeenCalled()
  },
)

test('an export survives a single failure between two of its parts', async ({ api }) => {
  const { result, lines } = await exportWith(api, () => api.fail(respondWith(502), 1))
  expect(result).toMatchObject({ end: 'complete', rows: 1200 })
  expect(lines).toMatchObject([{ stream: 'started' }, { stream: 'completed' }])
})

test.for([
  ['between two pages', (reader: Reader) => reader.cancel()],
  ['during the query of a page', (reader: Reader) => Promise.all([reader.read(), reader.cancel()])],
] as const)('an export that the client cancels %s is logged as cancelled', async ([, cancel], { api }) => {
  const { lines } = await exportWith(api, async (reader) => {
    await cancel(reader)
    // The query of the next page may still be running.
    await sleep(200)
  })
  expect(lines).toMatchObject([{ stream: 'started' }, { ...IDS, level: 'info', stream: 'cancelled' }])
})

test('HEAD of an export has one log line', async ({ api }) => {
  const { status, lines } = await api.send('HEAD', 'customers/export')
  expect(status).toBe(200)
  expect(lines).toMatchObject([{ operation: 'exportCustomers', level: 'info', status: 200 }])
  expect(lines[0]).not.toHaveProperty('stream')
})
