import type { Context } from '../context.ts'
import { type OperationName, operationNames, planOf } from '../load/operations.ts'
import { bareBatch } from '../load/recorder.ts'
import { atLeast, atMost, type Finding, skipped, withoutTarget } from '../report/finding.ts'
import { median, medianRatio } from '../report/statistics.ts'
import { endProgram } from '../servers/children.ts'
import { cleanUp } from '../servers/database/clean-up.ts'
import { startPassThrough } from '../servers/pass-through.ts'
import { noPeer } from '../servers/peer.ts'
import { startServers } from '../servers/servers.ts'
import { type Contender, type RoundResults, takeTurns } from './take-turns.ts'

/** Results of one operation, distance and number of clients, by server: api, peer, bare or pass-through. */
export type Measurement = {
  operation: OperationName
  latency: number
  clients: number
  /** Round trips from the Worker to the database per request to the API. */
  roundTrips: number
  turns: Map<string, RoundResults>
}

const clientCounts = [1, 16]

/** Measures the four operations on the Worker, the peer and the endpoint at each distance; adds to `measurements`. */
export async function measureOperations(context: Context, measurements: Measurement[]): Promise<void> {
  const { latencies, rounds, distantRounds, seconds, distantSeconds, full } = context.options
  for (const latency of latencies) {
    const servers = await startServers(context, latency)
    const endpointUrl = `http://127.0.0.1:${servers.endpointPort}/sql`
    const passThrough = latency === 0 ? await startPassThrough(context.build, endpointUrl) : undefined
    for (const operation of operationNames) {
      context.log(`${operation} at ${latency} ms`)
      const plan = planOf(operation, servers.worker)
      const bare = await bareBatch(context.record, plan, servers.endpointPort)
      const postgres = context.database.cluster.pid
      const endpoint = context.endpointPid
      const contenders: Contender[] = [{ name: 'api', plan, server: servers.worker.pid, endpoint, postgres }]
      if (servers.peer) {
        contenders.push({ name: 'peer', plan: planOf(operation, servers.peer), server: servers.peer.pid, postgres })
      }
      contenders.push({ name: 'bare', plan: bare.plan, endpoint, postgres })
      const hop: Contender[] = []
      if (passThrough) {
        const plan = { ...bare.plan, port: passThrough.port }
        hop.push({ name: 'pass-through', plan, server: passThrough.child.pid, endpoint, postgres })
      }
      for (const clients of clientCounts) {
        if (latency > 0 && clients > 1 && !full) continue
        const participants = clients === 1 ? [...contenders, ...hop] : contenders
        const roundOptions =
          latency === 0
            ? { rounds, seconds, warmUpSeconds: seconds }
            : { rounds: distantRounds, seconds: distantSeconds, warmUpSeconds: distantSeconds / 2 }
        const turns = await takeTurns(context.generator, participants, { ...roundOptions, clients })
        measurements.push({ operation, latency, clients, roundTrips: bare.roundTrips, turns })
      }
    }
    if (passThrough) await endProgram(passThrough.child)
    await servers.stop()
    await cleanUp(context)
  }
}

/** Compares the measurements with the targets. */
export function evaluateOperations(measurements: Measurement[]): Finding[] {
  const at = (latency: number, clients: number) =>
    measurements.filter((each) => each.latency === latency && each.clients === clients)
  const of = (measurement: Measurement, name: string) => measurement.turns.get(name)
  const far = Math.max(...measurements.map(({ latency }) => latency))

  const findings: Finding[] = []
  if (far > 0) {
    for (const each of at(far, 1)) {
      const p50 = of(each, 'api')?.p50 ?? []
      const latency = `${each.operation} at ${far} ms: latency relative to`
      findings.push(atMost(`${latency} the distance`, 1.08, '×', median(p50) / far))
      findings.push(
        relativeToPeer(of(each, 'peer'), `${latency} the peer’s`, '≤ 0.25 ×', (peer, figure) =>
          atMost(figure, 0.25, '×', medianRatio(p50, peer.p50)),
        ),
      )
    }
  }
  for (const each of at(0, 1)) {
    const relativeToBare = (name: string) => medianRatio(of(each, name)?.p50 ?? [], of(each, 'bare')?.p50 ?? [])
    const operation = `${each.operation} at 0 ms`
    findings.push(atMost(`${operation}: latency relative to the bare batch`, 1.5, '×', relativeToBare('api')))
    const passThrough = `${operation}: the same for a Worker that only passes the batch on`
    findings.push(withoutTarget(passThrough, '×', relativeToBare('pass-through')))
  }
  for (const each of at(0, 16)) {
    const api = of(each, 'api')
    const figure = `${each.operation}, 16 clients: requests per second relative to the peer’s`
    findings.push(
      relativeToPeer(of(each, 'peer'), figure, '≥ 2 ×', (peer) =>
        atLeast(figure, 2, '×', medianRatio(api?.perSecond ?? [], peer.perSecond)),
      ),
    )
    const peer = of(each, 'peer')?.perSecond
    const bare = `${each.operation}, 16 clients: the same for the bare batch`
    if (peer) findings.push(withoutTarget(bare, '×', medianRatio(of(each, 'bare')?.perSecond ?? [], peer)))
    if (each.operation !== 'list') continue
    const cpu = 'list: CPU per request relative to the peer’s'
    findings.push(
      relativeToPeer(of(each, 'peer'), cpu, '≤ 0.5 ×', (peer) =>
        atMost(cpu, 0.5, '×', medianRatio(serverCost(api), serverCost(peer))),
      ),
    )
  }
  return findings
}

const serverCost = (turns: RoundResults | undefined) => (turns?.cpu ?? []).map(({ server }) => server)

function relativeToPeer(
  peer: RoundResults | undefined,
  figure: string,
  bound: string,
  evaluate: (peer: RoundResults, figure: string) => Finding,
) {
  return peer ? evaluate(peer, figure) : skipped(figure, bound, noPeer)
}
