import { type OperationName, planOf } from '../load/operations.ts'
import { atMost, type Finding } from '../report/finding.ts'
import { median } from '../report/statistics.ts'
import { cleanUp } from '../servers/database/clean-up.ts'
import { memoryOf } from '../servers/process-cost.ts'
import { startServers } from '../servers/servers.ts'
import type { Stage } from '../stage.ts'

/** Of a thousand requests. */
const mix: [OperationName, number][] = [
  ['list', 400],
  ['get', 450],
  ['create', 120],
  ['clone', 30],
]
/** A collection of garbage may come a little sooner or later. */
const tolerance = 1.1

/**
 * Whether the memory of `workerd` still grows when its heap has warmed up. That takes some ten thousand requests, and
 * ends; a leak goes on, and shows in the second half too.
 */
export async function studyMemory(stage: Stage): Promise<Finding[]> {
  const servers = await startServers(stage, 0)
  const sizes: number[] = []
  for (let thousand = 1; thousand <= 100; thousand += 1) {
    for (const [operation, requests] of mix) {
      // Pages of a small tenant, which take the database no time worth waiting for.
      const key = operation === 'list' ? stage.database.access.small.key : servers.worker.key
      const plan = planOf(operation, { ...servers.worker, key })
      const { latencies } = await stage.generator.run({ plan, clients: 16, seconds: 60, requests, warmUp: 0 })
      if (latencies.length < requests) throw new Error(`only ${latencies.length} of ${requests} requests in a minute`)
    }
    if (thousand % 10 !== 0) continue
    sizes.push(await memoryOf(servers.worker.pid))
    stage.log(`${thousand}000 requests: ${sizes.at(-1)?.toFixed(0)} MB`)
  }
  await servers.stop()
  await cleanUp(stage)
  const growth = median(sizes.slice(5).map((size, at) => size - (sizes[at + 4] as number)))
  const end = median(sizes.slice(-3))
  const [first = Number.NaN, second = Number.NaN] = sizes
  const note =
    'the median of the last three samples, of the higher of the first two (of the first alone ' +
    `${(end / first).toFixed(2)}); ` +
    `each 10,000: ${sizes.map((size) => size.toFixed(0)).join(', ')} MB; a leak would go on in the second half, ` +
    `where the middle step is ${growth.toFixed(1)} MB`
  return [
    atMost(
      'memory of workerd after 100,000 requests, of that up to 20,000',
      tolerance,
      '×',
      end / Math.max(first, second),
      note,
    ),
  ]
}
