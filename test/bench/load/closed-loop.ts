import { signalReady } from '../servers/children.ts'
import { HttpConnection } from './http-connection.ts'
import { type Plan, requestsOf } from './plan.ts'

/** A load, which ends at the time limit or the number of requests, whichever comes first. */
export type Load = {
  plan: Plan
  clients: number
  seconds: number
  requests: number
  /** Requests per client before the clock starts, because connections that were idle for long are reopened. */
  warmUp: number
  /** Start of the unique text in each request. */
  prefix: string
}

/** Times in milliseconds. `sent` includes the warm-up requests. */
export type LoadResult = {
  latencies: number[]
  elapsed: number
  sent: number
  /** Responses with a status that is tolerated. */
  tolerated: number
  failed: number
  firstFailure?: string
}

async function run({ plan, clients, seconds, requests, warmUp, prefix }: Load): Promise<LoadResult> {
  const connections = await Promise.all(Array.from({ length: clients }, () => HttpConnection.open(plan.port)))
  const next = requestsOf(plan, prefix)
  const result: LoadResult = { latencies: [], elapsed: 0, sent: 0, tolerated: 0, failed: 0 }
  const sendNext = async (connection: HttpConnection) => {
    result.sent += 1
    const { status, body } = await connection.send(next())
    if (status === plan.expect) return
    if (plan.tolerate?.includes(status)) {
      result.tolerated += 1
      return
    }
    result.failed += 1
    result.firstFailure ??= `${status} ${body.toString().slice(0, 400)}`
  }
  const warmUpConnection = async (connection: HttpConnection) => {
    for (let time = 0; time < warmUp; time += 1) await sendNext(connection)
  }
  const client = async (connection: HttpConnection) => {
    for (let now = begin; now < end && result.sent < last; ) {
      await sendNext(connection)
      const received = performance.now()
      result.latencies.push(received - now)
      now = received
    }
  }
  let begin = 0
  let end = 0
  let last = 0
  try {
    await Promise.all(connections.map(warmUpConnection))
    last = result.sent + requests
    begin = performance.now()
    end = begin + seconds * 1000
    await Promise.all(connections.map(client))
    result.elapsed = performance.now() - begin
    return result
  } finally {
    for (const connection of connections) connection.close()
  }
}

process.on('message', async (load: Load) => {
  const result = await run(load).catch((error: Error) => ({ error: error.message }))
  process.send?.(result)
})
signalReady({})
