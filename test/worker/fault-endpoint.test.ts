import { expect, test } from 'vitest'
import { CLOSED_ENDPOINT, type FaultName, startFaultyEndpoint } from '../setup/faults.ts'
import { database, operator } from './harness.ts'

/** Sends a batch that inserts a row named `mark` and selects it. */
async function insert(endpoint: string, mark: string, timeout = 10_000) {
  const queries = [
    { query: `insert into tenants (slug, name) values ($1, 'x')`, params: [mark] },
    { query: 'select slug from tenants where slug = $1', params: [mark] },
  ]
  const headers = { 'Neon-Connection-String': database.ownerUrl }
  const signal = AbortSignal.timeout(timeout)
  const response = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify({ queries }), signal })
  const text = await response.text()
  return `${response.status} ${response.headers.get('content-type')} ${response.headers.get('retry-after')} ${text}`
}

const newMark = () => `t-${crypto.randomUUID()}`
const exists = async (mark: string) => (await operator('select from tenants where slug = $1', [mark])).length > 0

test.for<[FaultName, RegExp, stored: boolean]>([
  ['refuse', /^failed/, false],
  ['hang', /^failed/, false],
  ['internal_error', /^500 application\/json null .*message/, false],
  ['bad_gateway', /^502 text\/html null <html>/, false],
  ['too_many_requests', /^429 application\/json 7 .*message/, false],
  ['html_200', /^200 text\/html null <html>/, false],
  ['html_400', /^400 text\/html null <html>/, false],
  ['empty', /^200 null null $/, false],
  ['drip', /^failed/, true],
  ['truncate', /^failed/, true],
  ['cut', /^200 application\/json null \{"results":.*[^}]$/, true],
  ['lose_response', /^failed/, true],
  ['deliver_twice', /^200 application\/json null .*"slug":"t-/, true],
  ['too_few_results', /^200 application\/json null (?!.*"slug":"t-).*"INSERT"/, true],
  ['too_many_results', /^200 application\/json null (.*"command"){3}/, true],
  ['delay', /^200 application\/json null .*"slug":"t-/, true],
])('the fault %s has its effect once', async ([fault, expected, isStored]) => {
  const endpoint = await startFaultyEndpoint()
  await endpoint.inject(fault)
  const [mark, next] = [newMark(), newMark()]
  const timeout = ['hang', 'drip'].includes(fault) ? 500 : 10_000
  expect(await insert(endpoint.url, mark, timeout).catch((error) => `failed: ${error}`)).toMatch(expected)
  expect(await exists(mark)).toBe(isStored)
  expect(await insert(endpoint.url, next)).toMatch(/^200/)
  const deliveries = fault === 'deliver_twice' ? 3 : isStored ? 2 : 1
  expect(await endpoint.counts()).toEqual({ requests: 2, deliveries, faults: 1 })
})

test('a request that is delivered late takes effect although the client is gone', async () => {
  const endpoint = await startFaultyEndpoint()
  await endpoint.inject({ fault: 'deliver_late', ms: 300 })
  const mark = newMark()
  await expect(insert(endpoint.url, mark, 50)).rejects.toThrow()
  expect(await exists(mark)).toBe(false)
  await expect.poll(() => exists(mark)).toBe(true)
})

test('faults apply in order, each after the requests that pass, and only at their own endpoint', async () => {
  const [endpoint, other] = await Promise.all([startFaultyEndpoint(), startFaultyEndpoint()])
  await endpoint.inject(
    { fault: 'internal_error', after: 1, times: 2 },
    { fault: 'bad_gateway', after: 1, times: null },
  )
  const statuses = []
  for (let n = 0; n < 7; n += 1) statuses.push(Number.parseInt(await insert(endpoint.url, newMark()), 10))
  expect(statuses).toEqual([200, 500, 500, 200, 502, 502, 502])
  expect(await insert(other.url, newMark())).toMatch(/^200/)
  await endpoint.inject()
  expect(await insert(endpoint.url, newMark())).toMatch(/^200/)
  expect(await endpoint.counts()).toEqual({ requests: 8, deliveries: 3, faults: 5 })
})

test('the closed endpoint refuses connections', async () => {
  await expect(insert(CLOSED_ENDPOINT, newMark())).rejects.toThrow()
})
