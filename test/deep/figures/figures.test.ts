import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect } from 'vitest'
import type { Fault, FaultName } from '../../setup/faults.ts'
import { type Api, type ApiRequest, type ApiResponse, type Served, test } from '../served/api.ts'
import type { Tenant } from '../served/tenant.ts'

const FIGURES: string[] = []
afterAll(() => console.log(['| figure | measured |', '| --- | --- |', ...FIGURES].join('\n')))
const report = (figure: string, measured: string) => void FIGURES.push(`| ${figure} | ${measured} |`)

/** A new isolate, and a tenant whose key it knows. */
async function warm(served: Served): Promise<{ api: Api; tenant: Tenant }> {
  const [api, tenant] = [await served.startApi(), await served.newTenant()]
  await api.settled(() => api.send(read(tenant)), 2)
  return { api, tenant }
}

const read = ({ key }: Tenant): ApiRequest => ({ method: 'GET', path: '/v1/customers?per_page=1', key })
const create = ({ key }: Tenant, email: string, idempotencyKey?: string): ApiRequest => ({
  ...{ method: 'POST', path: '/v1/customers', key, body: { email } },
  ...(idempotencyKey && { headers: { 'Idempotency-Key': idempotencyKey } }),
})

/** Everything that a client receives, except the mark of a replay. */
const received = ({ status, text, headers }: ApiResponse) =>
  JSON.stringify([status, text, [...headers].filter(([name]) => !/^(idempotent-replayed|date)$/.test(name))])

const countOf = async ({ query }: Served, { id }: Tenant) =>
  (await query('select from customers where tenant_id = $1', [id])).length

test('one idempotency key, 20 concurrent requests, 100 rounds: one effect and identical responses', async ({
  served,
}) => {
  const { api, tenant } = await warm(served)
  let responses = 0
  for (let round = 0; round < 100; round++) {
    const request = create(tenant, `${round}@x.example`, `key-${round}`)
    // The same request id, because the response repeats it.
    const all = await Promise.all(Array.from({ length: 20 }, () => api.send(request, `round-${round}`)))
    expect(new Set(all.map(received)).size).toBe(1)
    expect(all[0]?.status).toBe(201)
    responses += all.length
  }
  const rows = await countOf(served, tenant)
  const audited = await served.query('select from audit_log where tenant_id = $1', [tenant.id])
  expect([rows, audited.length]).toEqual([100, 100])
  report('one idempotency key × 20 concurrent requests × 100 rounds', `${responses} responses, ${rows} effects`)
})

test('a response that is lost after the request was delivered twice: one row, the same response', async ({
  served,
}) => {
  const { api, tenant } = await warm(served)
  const request = create(tenant, 'lost@x.example', 'a-key')
  // Three times, so that no retry of the API gets a response.
  await api.endpoint.inject({ fault: 'lose_response', deliveries: 2, times: 3 })
  const first = await api.send(request)
  expect([first.status, first.json.code]).toEqual([503, 'outcome_unknown'])
  const deliveries = (await api.endpoint.counts()).deliveries
  await api.recover()
  const [second, third] = [await api.send(request), await api.send(request)]
  expect([second.status, received(third)]).toEqual([201, received(second)])
  expect(await countOf(served, tenant)).toBe(1)
  expect(deliveries).toBeGreaterThan(2)
  report('response lost, request delivered twice, then retried with the key', '1 row, the same response')
})

const ONE_FAILURE: (Fault | FaultName)[] = [
  ...(['refuse', 'lose_response', 'internal_error', 'bad_gateway', 'html_200', 'html_400', 'empty'] as const),
  ...(['truncate', 'cut', 'too_few_results'] as const),
]

test('50 of 50 reads with one failed call succeed', async ({ served }) => {
  const { api, tenant } = await warm(served)
  await api.recover()
  let succeeded = 0
  for (let n = 0; n < 50; n++) {
    await api.endpoint.inject(ONE_FAILURE[n % ONE_FAILURE.length] as FaultName)
    succeeded += Number((await api.send(read(tenant))).status === 200)
  }
  expect((await api.endpoint.counts()).faults).toBe(50)
  expect(succeeded).toBe(50)
  report('reads with one failed call', `${succeeded} of 50 succeed`)
})

test('a database response with HTML or a truncated or short body never causes a 500', async ({ served }) => {
  const { api, tenant } = await warm(served)
  const statuses: number[] = []
  for (const fault of ['html_200', 'html_400', 'truncate', 'cut', 'empty', 'too_few_results', 'drip'] as const) {
    await api.recover()
    await api.endpoint.inject({ fault, times: null })
    const requests = [
      ...[read(tenant), create(tenant, `${fault}@x.example`), create(tenant, `${fault}-2@x.example`, fault)],
      ...[{ ...read(tenant), path: '/v1/customers/export' }],
      ...['rules', 'instances', 'subscriptions', 'audit-log', 'api-keys'].map((list) => ({
        ...read(tenant),
        path: `/v1/${list}`,
      })),
    ]
    statuses.push(...(await Promise.all(requests.map((request) => api.send(request)))).map(({ status }) => status))
  }
  expect(statuses.filter((status) => status < 503 && status >= 500)).toEqual([])
  report('500s under HTML, truncated, short', `0 of ${statuses.length}`)
})

test('KV that hangs is bypassed after 150 ms', async ({ served }) => {
  const api = await served.startApi()
  const added: number[] = []
  for (let n = 0; n < 31; n++) {
    // One after the other, so that both meet the same load of the machine.
    const usual = await firstUse(served, api)
    api.platform.inject({ get: 'hang' })
    added.push((await firstUse(served, api)) - usual)
    api.platform.inject()
  }
  const median = added.sort((one, other) => one - other)[15] as number
  // A generous limit, for a busy machine.
  expect(median).toBeLessThan(500)
  report('hanging KV: added time', `${Math.round(median)} ms (median of 31)`)
})

/** Milliseconds that the first request with a key takes. */
async function firstUse(served: Served, api: Api): Promise<number> {
  const { status, ms } = await api.send(read(await served.newTenant()))
  expect(status).toBe(200)
  return ms
}

test('a key that is used once a minute costs one round trip', async ({ served }) => {
  const { api, tenant } = await warm(served)
  await sleep(60_000)
  const { requests: before } = await api.endpoint.counts()
  const { status } = await api.send(read(tenant))
  // A call in the background would follow.
  await sleep(500)
  const trips = (await api.endpoint.counts()).requests - before
  expect([status, trips]).toEqual([200, 1])
  report('round trips of a key used once a minute', String(trips))
})
