import type { Context } from '../context.ts'
import { type OperationName, planOf } from '../load/operations.ts'
import { atMost, type Finding } from '../report/finding.ts'
import { median } from '../report/statistics.ts'
import { cleanUp } from '../servers/database/clean-up.ts'
import { memoryOf } from '../servers/process-cost.ts'
import { startServers } from '../servers/servers.ts'

/** Number of requests of each operation per thousand. */
const mix: [OperationName, number][] = [
  ['list', 400],
  ['get', 450],
  ['create', 120],
  ['clone', 30],
]
/** Allows for garbage collections that happen slightly earlier or later. */
const tolerance = 1.1

/**
 * Measures whether the memory of `workerd` still grows after its heap has warmed up. The warm-up takes tens of
 * thousands of requests and then ends, while a leak continues in the second half.
 */
export async function studyMemory(context: Context): Promise<Finding[]> {
  const servers = await startServers(context, 0)
  const sizes: number[] = []
  for (let thousand = 1; thousand <= 100; thousand += 1) {
    for (const [operation, requests] of mix) {
      // Lists use a small tenant, where they take the database almost no time.
      const key = operation === 'list' ? context.database.access.small.key : servers.worker.key
      const plan = planOf(operation, { ...servers.worker, key })
      const { latencies } = await context.generator.run({ plan, clients: 16, seconds: 60, requests, warmUp: 0 })
      if (latencies.length < requests) throw new Error(`only ${latencies.length} of ${requests} requests in a minute`)
    }
    if (thousand % 10 !== 0) continue
    sizes.push(await memoryOf(servers.worker.pid))
    context.log(`${thousand}000 requests: ${sizes.at(-1)?.toFixed(0)} MB`)
  }
  await servers.stop()
  await cleanUp(context)
  const growth = median(sizes.slice(5).map((size, at) => size - (sizes[at + 4] as number)))
  const end = median(sizes.slice(-3))
  const [first = Number.NaN, second = Number.NaN] = sizes
  const note =
    'median of the last three samples relative to the higher of the first two (to the first: ' +
    `${(end / first).toFixed(2)}); ` +
    `after every 10,000 requests: ${sizes.map((size) => size.toFixed(0)).join(', ')} MB; ` +
    `a leak would continue in the second half, where the median step is ${growth.toFixed(1)} MB`
  return [
    atMost(
      'memory of workerd after 100,000 requests: relative to that after up to 20,000',
      tolerance,
      '×',
      end / Math.max(first, second),
      note,
    ),
  ]
}
