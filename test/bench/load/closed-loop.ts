import { greet } from '../servers/children.ts'
import { HttpConnection } from './http-connection.ts'
import { type Plan, requestsOf } from './plan.ts'

/** What to do: until the time or the number of requests is reached, whichever comes first. */
export type Load = {
  plan: Plan
  clients: number
  seconds: number
  requests: number
  /** Requests of each client before the clock starts: connections that were idle for long are made anew. */
  warmUp: number
  prefix: string
}

/** What came of it; times in milliseconds. `sent` counts the requests of the warm-up too. */
export type LoadResult = { latencies: number[]; elapsed: number; sent: number; failed: number; firstFailure?: string }

async function run({ plan, clients, seconds, requests, warmUp, prefix }: Load): Promise<LoadResult> {
  const connections = await Promise.all(Array.from({ length: clients }, () => HttpConnection.open(plan.port)))
  const next = requestsOf(plan, prefix)
  const result: LoadResult = { latencies: [], elapsed: 0, sent: 0, failed: 0 }
  const ask = async (connection: HttpConnection) => {
    result.sent += 1
    const { status, body } = await connection.send(next())
    if (status === plan.expect) return
    result.failed += 1
    result.firstFailure ??= `${status} ${body.toString().slice(0, 400)}`
  }
  const prepare = async (connection: HttpConnection) => {
    for (let time = 0; time < warmUp; time += 1) await ask(connection)
  }
  const client = async (connection: HttpConnection) => {
    for (let now = begin; now < end && result.sent < last; ) {
      await ask(connection)
      const answered = performance.now()
      result.latencies.push(answered - now)
      now = answered
    }
  }
  let begin = 0
  let end = 0
  let last = 0
  try {
    await Promise.all(connections.map(prepare))
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
  const answer = await run(load).catch((error: Error) => ({ error: error.message }))
  process.send?.(answer)
})
greet({})
