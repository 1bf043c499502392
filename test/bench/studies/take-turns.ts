import type { LoadGenerator } from '../load/generator.ts'
import type { Plan } from '../load/plan.ts'
import { median, quantile } from '../report/statistics.ts'
import { cpuOf, cpuOfFamily } from '../servers/process-cost.ts'

/** A server to compare: its name, the requests to send, and the ids of the processes involved, whose CPU is counted. */
export type Contender = { name: string; plan: Plan; server?: number; endpoint?: number; postgres?: number }

/** Number and length of the rounds. */
export type RoundOptions = {
  rounds: number
  clients: number
  seconds: number
  requests?: number
  warmUpSeconds: number
}

/** CPU milliseconds per request, by process; NaN for a process that is not involved. */
const processes = ['server', 'endpoint', 'postgres'] as const
type Cost = Record<(typeof processes)[number], number>

/** Results of one contender, one value per round; times in milliseconds. */
export type RoundResults = { p50: number[]; p95: number[]; perSecond: number[]; cpu: Cost[] }

/**
 * Lets contenders take turns, so that other load on the machine affects all of them equally. Each round starts with
 * another contender. All are warmed up before the first round.
 */
export async function takeTurns(
  generator: LoadGenerator,
  contenders: Contender[],
  { rounds, clients, seconds, requests = 20_000, warmUpSeconds }: RoundOptions,
): Promise<Map<string, RoundResults>> {
  const turns = new Map(
    contenders.map(({ name }) => [name, { p50: [], p95: [], perSecond: [], cpu: [] } as RoundResults]),
  )
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
      const results = turns.get(name) as RoundResults
      results.p50.push(median(latencies))
      results.p95.push(quantile(latencies, 0.95))
      results.perSecond.push((latencies.length / elapsed) * 1000)
      results.cpu.push(perRequest(before, after, sent))
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
