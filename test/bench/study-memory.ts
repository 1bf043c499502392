import { cleanUp } from './clean-up.ts'
import { atMost, type Finding } from './finding.ts'
import { type OperationName, planOf } from './operations.ts'
import { memoryOf } from './process-cost.ts'
import { startServers } from './servers.ts'
import type { Stage } from './stage.ts'

/** Of a thousand requests. */
const mix: [OperationName, number][] = [
  ['list', 400],
  ['get', 450],
  ['create', 120],
  ['clone', 30],
]
/** A collection of garbage may come a little sooner or later. */
const tolerance = 1.1

/** Whether the memory of `workerd` still grows after ten thousand requests. */
export async function studyMemory(stage: Stage): Promise<Finding[]> {
  const servers = await startServers(stage, 0)
  const sizes: number[] = []
  for (let thousand = 1; thousand <= 100; thousand += 1) {
    for (const [operation, requests] of mix) {
      // Pages of a small tenant, which take the database no time worth waiting for.
      const key = operation === 'list' ? stage.database.access.small.key : servers.worker.key
      const plan = planOf(operation, { ...servers.worker, key })
      await stage.generator.run({ plan, clients: 16, seconds: 60, requests, warmUp: 0 })
    }
    sizes.push(await memoryOf(servers.worker.pid))
    if (thousand % 10 === 0) stage.log(`${thousand}000 requests: ${sizes.at(-1)?.toFixed(0)} MB`)
  }
  await servers.stop()
  await cleanUp(stage)
  const peak = (from: number, to: number) => Math.max(...sizes.slice(from, to))
  const [early, late] = [peak(0, 10), peak(90, 100)]
  const steps = sizes.filter((_, at) => at % 10 === 9).map((size) => size.toFixed(0))
  const note = `MB after each 10,000: ${steps.join(', ')}`
  return [atMost('memory of workerd after 100,000 requests, of that after 10,000', tolerance, '×', late / early, note)]
}
