import type { Build } from '../servers/build.ts'
import { type RecordedRequest, startTap } from '../servers/tap.ts'
import { startWorker } from '../servers/worker.ts'
import type { Plan } from './plan.ts'

/** The Worker's response, and the requests that it sent to the database. */
export type Recording = { status: number; headers: Headers; body: string; sent: RecordedRequest[] }

/** A request to the Worker. */
export type ApiRequest = { path: string; method?: string; headers: Record<string, string>; body?: string }

/** Sends a request to a Worker and records its requests to the endpoint. The Worker has already cached the key. */
export type Recorder = (request: ApiRequest) => Promise<Recording>

export async function startRecorder(build: Build, loginUrl: string, endpointPort: number): Promise<Recorder> {
  const tap = await startTap(endpointPort)
  const { port } = await startWorker(build, { loginUrl, endpoint: tap.url })
  const send = ({ path, method = 'GET', headers, body }: ApiRequest) =>
    tap.record(async () => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body, redirect: 'manual' })
      return { status: response.status, headers: response.headers, body: await response.text() }
    })
  return async (request) => {
    await send({ path: '/v1/api-keys/me', headers: request.headers })
    const { result, sent } = await send(request)
    return { ...result, sent }
  }
}

/** Records the batch of a read. @throws if the response is not 200. */
export async function batchOfRead(
  record: Recorder,
  request: ApiRequest,
): Promise<{ batch: RecordedRequest; body: string }> {
  const { status, sent, body } = await record(request)
  const batch = sent.at(-1)
  if (status !== 200 || !batch) throw new Error(`${request.path} returned ${status} ${body}`)
  return { batch, body }
}

/** The batch that the Worker sends to the endpoint, and the number of its round trips. */
export type BareBatch = { plan: Plan; roundTrips: number }

/**
 * A plan that sends the batch of another plan straight to the endpoint, without an API. As in that plan, each request
 * has its own email and customer.
 */
export async function bareBatch(record: Recorder, plan: Plan, endpointPort: number): Promise<BareBatch> {
  const { ids = [''], headers, method } = plan
  const mark = `recorded-${Date.now().toString(36)}`
  const fill = (text: string, n: string) => text.replaceAll('{id}', ids[0] as string).replaceAll('{n}', n)
  const body = plan.body === undefined ? undefined : fill(plan.body, mark)
  const { status, sent, ...response } = await record({ path: fill(plan.path, mark), method, headers, body })
  const batch = sent.at(-1)
  if (status !== plan.expect || !batch) throw new Error(`${method} ${plan.path} returned ${status} ${response.body}`)

  const text = batch.body.replaceAll(mark, '{n}')
  const bare = ids[0] ? text.replaceAll(ids[0], '{id}') : text
  const repeat = await fetch(`http://127.0.0.1:${endpointPort}/sql`, {
    method: 'POST',
    headers: batch.headers,
    body: fill(bare, `${mark}-again`),
  })
  if (countRows(await repeat.text()) !== countRows(batch.response)) {
    throw new Error(`${plan.method} ${plan.path}: repeating its batch gives another result.`)
  }
  const repeated: Plan = {
    port: endpointPort,
    method: 'POST',
    path: '/sql',
    headers: batch.headers,
    body: bare,
    ids,
    expect: 200,
  }
  return { plan: repeated, roundTrips: sent.length }
}

/** The number of rows of each statement of a batch. */
function countRows(body: string): string {
  const { results } = JSON.parse(body) as { results: { command: string; rowCount: number }[] }
  return results.map(({ command, rowCount }) => `${command} ${rowCount}`).join(', ')
}
