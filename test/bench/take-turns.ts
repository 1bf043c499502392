import type { LoadGenerator } from './load-generator.ts'
import type { Plan } from './plan.ts'
import { cpuOf } from './process-cost.ts'
import { median, quantile } from './statistics.ts'

/** Who takes part: a name, what is sent, and the process whose CPU is counted. */
export type Contender = { name: string; plan: Plan; pid?: number }

/** How each round goes. */
export type Course = { rounds: number; clients: number; seconds: number; requests?: number; warmUpSeconds: number }

/** Of one contender, a value for each round; times in milliseconds. */
export type Turns = { p50: number[]; p95: number[]; perSecond: number[]; cpu: number[] }

/**
 * Lets contenders take turns, so that whatever else the machine does meets them all alike. Each is warmed up before the
 * first round.
 */
export async function takeTurns(
  generator: LoadGenerator,
  contenders: Contender[],
  { rounds, clients, seconds, requests = 20_000, warmUpSeconds }: Course,
): Promise<Map<string, Turns>> {
  const turns = new Map(contenders.map(({ name }) => [name, { p50: [], p95: [], perSecond: [], cpu: [] } as Turns]))
  for (const { plan } of contenders) {
    await generator.run({ plan, clients, seconds: warmUpSeconds, requests: 2_000, warmUp: 1 })
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, plan, pid } of contenders) {
      const before = await cpuOf(pid)
      const { latencies, elapsed, sent } = await generator.run({ plan, clients, seconds, requests, warmUp: 1 })
      const cpu = ((await cpuOf(pid)) - before) / sent
      const of = turns.get(name) as Turns
      of.p50.push(median(latencies))
      of.p95.push(quantile(latencies, 0.95))
      of.perSecond.push((latencies.length / elapsed) * 1000)
      of.cpu.push(cpu)
    }
  }
  return turns
}
