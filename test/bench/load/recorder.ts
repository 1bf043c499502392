import type { Build } from '../servers/build.ts'
import { type Sent, startTap } from '../servers/tap.ts'
import { startWorker } from '../servers/worker.ts'
import type { Plan } from './plan.ts'

/** What the Worker answered, and what it sent to the database for it. */
export type Recording = { status: number; body: string; sent: Sent[] }

/** A request to the Worker. */
export type ApiRequest = { path: string; method?: string; headers: Record<string, string>; body?: string }

/** A Worker whose requests to the endpoint are written down. The key of a request is looked up before. */
export type Recorder = (request: ApiRequest) => Promise<Recording>

export async function startRecorder(build: Build, loginUrl: string, endpointPort: number): Promise<Recorder> {
  const tap = await startTap(endpointPort)
  const { port } = await startWorker(build, { loginUrl, endpoint: tap.url })
  const ask = ({ path, method = 'GET', headers, body }: ApiRequest) =>
    tap.record(async () => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body })
      return { status: answer.status, body: await answer.text() }
    })
  return async (request) => {
    await ask({ path: '/v1/api-keys/me', headers: request.headers })
    const { result, sent } = await ask(request)
    return { ...result, sent }
  }
}

/** The batch of a request that is to be answered with 200. */
export async function batchOfRead(record: Recorder, request: ApiRequest): Promise<{ batch: Sent; body: string }> {
  const { status, sent, body } = await record(request)
  const batch = sent.at(-1)
  if (status !== 200 || !batch) throw new Error(`${request.path} was answered ${status} ${body}`)
  return { batch, body }
}

/** What the Worker asks the endpoint, and in how many round trips it does. */
export type BareBatch = { plan: Plan; roundTrips: number }

/**
 * The plan that sends the endpoint what the Worker sends for another plan, with no API in front. Each request has its own
 * email and customer, as there.
 */
export async function bareBatch(record: Recorder, plan: Plan, endpointPort: number): Promise<BareBatch> {
  const { ids = [''], headers, method } = plan
  const mark = `recorded-${Date.now().toString(36)}`
  const fill = (text: string, n: string) => text.replaceAll('{id}', ids[0] as string).replaceAll('{n}', n)
  const body = plan.body === undefined ? undefined : fill(plan.body, mark)
  const { status, sent, ...answer } = await record({ path: fill(plan.path, mark), method, headers, body })
  const batch = sent.at(-1)
  if (status !== plan.expect || !batch) throw new Error(`${method} ${plan.path} was answered ${status} ${answer.body}`)

  const text = batch.body.replaceAll(mark, '{n}')
  const bare = ids[0] ? text.replaceAll(ids[0], '{id}') : text
  const again = await fetch(`http://127.0.0.1:${endpointPort}/sql`, {
    method: 'POST',
    headers: batch.headers,
    body: fill(bare, `${mark}-again`),
  })
  if (countRows(await again.text()) !== countRows(batch.answer)) {
    throw new Error(`${plan.method} ${plan.path}: its batch has another outcome when it is sent once more.`)
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

/** How many rows each statement of a batch gave. */
function countRows(answer: string): string {
  const { results } = JSON.parse(answer) as { results: { command: string; rowCount: number }[] }
  return results.map(({ command, rowCount }) => `${command} ${rowCount}`).join(', ')
}
