import { greet } from './children.ts'
import { HttpConnection } from './http-connection.ts'
import { type Plan, requestsOf } from './plan.ts'

/** What to do: until the time or the number of requests is reached, whichever comes first. */
export type Load = { plan: Plan; clients: number; seconds: number; requests: number; prefix: string }

/** What came of it; times in milliseconds. */
export type LoadResult = { latencies: number[]; elapsed: number; failed: number; firstFailure?: string }

async function run({ plan, clients, seconds, requests, prefix }: Load): Promise<LoadResult> {
  const connections = await Promise.all(Array.from({ length: clients }, () => HttpConnection.open(plan.port)))
  const next = requestsOf(plan, prefix)
  const result: LoadResult = { latencies: [], elapsed: 0, failed: 0 }
  const begin = performance.now()
  const end = begin + seconds * 1000
  let begun = 0
  const client = async (connection: HttpConnection) => {
    for (let now = begin; now < end && begun < requests; ) {
      begun += 1
      const { status, body } = await connection.send(next())
      const answered = performance.now()
      result.latencies.push(answered - now)
      now = answered
      if (status === plan.expect) continue
      result.failed += 1
      result.firstFailure ??= `${status} ${body.toString().slice(0, 400)}`
    }
  }
  try {
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
