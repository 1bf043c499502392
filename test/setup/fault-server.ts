import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { behaviors, passOn, type Real, realOrNothing } from './fault-replies.ts'
import type { Fault, FaultCounts } from './faults.ts'

/** The endpoint of one test. */
type Session = { target: string; plan: Step[]; counts: FaultCounts }
type Step = Fault & Required<Pick<Fault, 'times' | 'after'>>

/**
 * Starts the server behind `startFaultyEndpoint`, on loopback. `POST /faults` with `{"target"}` creates a session and
 * returns its `url`, `/f/<id>/sql`. `PUT /f/<id>` with `{"faults":[{"fault","times","after"}]}` replaces its plan,
 * `GET /f/<id>` returns its counts. `url` of the result has no path.
 */
export async function startFaultServer(target: string): Promise<{ url: string; close(): void }> {
  const sessions = new Map<string, Session>()

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const { method, url: path = '' } = request
    const body = await buffer(request)
    const input = () => JSON.parse(body.toString()) as { target?: string; faults: Fault[] }
    const answer = (content: unknown) => response.end(JSON.stringify(content))
    if (method === 'POST' && path === '/faults') {
      const id = randomUUID()
      const counts = { requests: 0, deliveries: 0, faults: 0 }
      sessions.set(id, { target: input().target ?? target, plan: [], counts })
      return answer({ url: `${url}/f/${id}/sql` })
    }
    const [, id = '', isCall] = /^\/f\/([^/]+)(\/sql)?$/.exec(path) ?? []
    const session = sessions.get(id)
    if (!session) return response.writeHead(404).end()
    if (isCall) return deliver(session, request, body, response)
    if (method === 'PUT') session.plan = input().faults.map((fault) => ({ times: 1, after: 0, ...fault }))
    return answer(session.counts)
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => response.destroy(error as Error))
  }).listen(0, '127.0.0.1')
  server.keepAliveTimeout = 600_000
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Delivers a request according to the plan. The endpoint notices if the client disconnects. */
async function deliver(session: Session, request: IncomingMessage, body: Buffer, response: ServerResponse) {
  session.counts.requests += 1
  const fault = nextFault(session.plan)
  if (fault) session.counts.faults += 1
  const behavior = fault && behaviors[fault.fault]
  const gone = new AbortController()
  response.once('close', () => response.writableFinished || gone.abort())
  const wait = fault && behavior?.wait?.(fault)
  if (wait !== undefined) await sleep(wait)

  let real: Real | undefined
  for (let left = fault?.deliveries ?? behavior?.deliveries ?? 1; left > 0; left -= 1) {
    session.counts.deliveries += 1
    const delivered = await forward(session.target, request, body, wait === undefined ? gone.signal : undefined)
    real ??= delivered
  }
  if (behavior) await behavior.reply(response, realOrNothing(real), fault as Fault)
  else passOn(response, realOrNothing(real))
}

/** The fault that the next request meets, if any. */
function nextFault(plan: Step[]): Step | undefined {
  const [step] = plan
  if (!step) return undefined
  if (step.after > 0) {
    step.after -= 1
    return undefined
  }
  if (step.times !== null) {
    step.times -= 1
    if (step.times <= 0) plan.shift()
  }
  return step
}

async function forward(target: string, request: IncomingMessage, body: Buffer, signal?: AbortSignal): Promise<Real> {
  const names = Object.keys(request.headers).filter((name) => name.startsWith('neon-') || name === 'content-type')
  const headers = Object.fromEntries(names.map((name) => [name, String(request.headers[name])]))
  const response = await fetch(target, { method: 'POST', headers, body: new Uint8Array(body), signal })
  const type = response.headers.get('content-type') ?? 'application/json'
  return {
    status: response.status,
    headers: { 'content-type': type },
    body: Buffer.from(await response.arrayBuffer()),
  }
}
