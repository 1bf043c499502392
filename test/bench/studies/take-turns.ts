import type { LoadGenerator } from '../load/generator.ts'
import type { Plan } from '../load/plan.ts'
import { median, quantile } from '../report/statistics.ts'
import { cpuOf, cpuOfFamily } from '../servers/process-cost.ts'

/** Who takes part: a name, what is sent, and the processes whose CPU is counted, where they have a part in it. */
export type Contender = { name: string; plan: Plan; server?: number; endpoint?: number; postgres?: number }

/** How each round goes. */
export type Course = { rounds: number; clients: number; seconds: number; requests?: number; warmUpSeconds: number }

/** CPU milliseconds of a request, by process; NaN of a process that has no part in it. */
const processes = ['server', 'endpoint', 'postgres'] as const
type Cost = Record<(typeof processes)[number], number>

/** Of one contender, a value for each round; times in milliseconds. */
export type Turns = { p50: number[]; p95: number[]; perSecond: number[]; cpu: Cost[] }

/**
 * Lets contenders take turns, so that whatever else the machine does meets them all alike; another one begins each round.
 * Each is warmed up before the first.
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
    const first = round % contenders.length
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      const { name, plan } = contender
      const before = await costOf(contender)
      const { latencies, elapsed, sent } = await generator.run({ plan, clients, seconds, requests, warmUp: 1 })
      const after = await costOf(contender)
      const of = turns.get(name) as Turns
      of.p50.push(median(latencies))
      of.p95.push(quantile(latencies, 0.95))
      of.perSecond.push((latencies.length / elapsed) * 1000)
      of.cpu.push(perRequest(before, after, sent))
    }
  }
  return turns
}

async function costOf({ server, endpoint, postgres }: Contender): Promise<Cost> {
  return { server: await cpuOf(server), endpoint: await cpuOf(endpoint), postgres: await cpuOfFamily(postgres) }
}

function perRequest(before: Cost, after: Cost, requests: number): Cost {
  const cost = { ...after }
  for (const name of processes) cost[name] = (after[name] - before[name]) / requests
  return cost
}
