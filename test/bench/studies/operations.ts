import { type OperationName, operationNames, planOf } from '../load/operations.ts'
import { bareBatch } from '../load/recorder.ts'
import { atLeast, atMost, type Finding, skipped, untargeted } from '../report/finding.ts'
import { median, medianRatio } from '../report/statistics.ts'
import { endProgram } from '../servers/children.ts'
import { cleanUp } from '../servers/database/clean-up.ts'
import { startPassThrough } from '../servers/pass-through.ts'
import { noPeer } from '../servers/peer.ts'
import { startServers } from '../servers/servers.ts'
import type { Stage } from '../stage.ts'
import { type Contender, type Turns, takeTurns } from './take-turns.ts'

/** What was measured of an operation at a distance with a number of clients, by server: api, peer, bare or pass-through. */
export type Measurement = {
  operation: OperationName
  latency: number
  clients: number
  /** Round trips of a request to the API, from the Worker to the database. */
  roundTrips: number
  turns: Map<string, Turns>
}

const clientCounts = [1, 16]

/** The four operations on the Worker, the peer and the endpoint itself, at each distance; adds to `measurements`. */
export async function measureOperations(stage: Stage, measurements: Measurement[]): Promise<void> {
  const { latencies, rounds, distantRounds, seconds, distantSeconds, full } = stage.options
  for (const latency of latencies) {
    const servers = await startServers(stage, latency)
    const endpointUrl = `http://127.0.0.1:${servers.endpointPort}/sql`
    const passThrough = latency === 0 ? await startPassThrough(stage.build, endpointUrl) : undefined
    for (const operation of operationNames) {
      stage.log(`${operation} at ${latency} ms`)
      const plan = planOf(operation, servers.worker)
      const bare = await bareBatch(stage.record, plan, servers.endpointPort)
      const postgres = stage.database.cluster.pid
      const endpoint = stage.endpointPid
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
        const present = clients === 1 ? [...contenders, ...hop] : contenders
        const course =
          latency === 0
            ? { rounds, seconds, warmUpSeconds: seconds }
            : { rounds: distantRounds, seconds: distantSeconds, warmUpSeconds: distantSeconds / 2 }
        const turns = await takeTurns(stage.generator, present, { ...course, clients })
        measurements.push({ operation, latency, clients, roundTrips: bare.roundTrips, turns })
      }
    }
    if (passThrough) await endProgram(passThrough.child)
    await servers.stop()
    await cleanUp(stage)
  }
}

/** Holds the measurements against the figures to reach. */
export function judgeOperations(measurements: Measurement[]): Finding[] {
  const at = (latency: number, clients: number) =>
    measurements.filter((each) => each.latency === latency && each.clients === clients)
  const of = (measurement: Measurement, name: string) => measurement.turns.get(name)
  const far = Math.max(...measurements.map(({ latency }) => latency))

  const findings: Finding[] = []
  if (far > 0) {
    for (const each of at(far, 1)) {
      const p50 = of(each, 'api')?.p50 ?? []
      findings.push(atMost(`${each.operation}: latency at ${far} ms, of the distance`, 1.08, '×', median(p50) / far))
      findings.push(
        against(
          of(each, 'peer'),
          `${each.operation}: latency at ${far} ms, of the peer’s`,
          '≤ 0.25 ×',
          (peer, figure) => atMost(figure, 0.25, '×', medianRatio(p50, peer.p50)),
        ),
      )
    }
  }
  for (const each of at(0, 1)) {
    const ofBare = (name: string) => medianRatio(of(each, name)?.p50 ?? [], of(each, 'bare')?.p50 ?? [])
    const figure = `${each.operation}: latency at 0 ms, of the bare batch`
    findings.push(atMost(figure, 1.5, '×', ofBare('api')))
    findings.push(untargeted(`${figure}, for a Worker that only passes it on`, '×', ofBare('pass-through')))
  }
  for (const each of at(0, 16)) {
    const api = of(each, 'api')
    const figure = `${each.operation}: requests a second with 16 clients, of the peer’s`
    findings.push(
      against(of(each, 'peer'), figure, '≥ 2 ×', (peer) =>
        atLeast(figure, 2, '×', medianRatio(api?.perSecond ?? [], peer.perSecond)),
      ),
    )
    const peer = of(each, 'peer')?.perSecond
    const bare = `${each.operation}: requests a second with 16 clients, the bare batch’s of the peer’s`
    if (peer) findings.push(untargeted(bare, '×', medianRatio(of(each, 'bare')?.perSecond ?? [], peer)))
    if (each.operation !== 'list') continue
    const cpu = 'list: CPU of a request, of the peer’s'
    findings.push(
      against(of(each, 'peer'), cpu, '≤ 0.5 ×', (peer) =>
        atMost(cpu, 0.5, '×', medianRatio(serverCost(api), serverCost(peer))),
      ),
    )
  }
  return findings
}

const serverCost = (turns: Turns | undefined) => (turns?.cpu ?? []).map(({ server }) => server)

function against(
  peer: Turns | undefined,
  figure: string,
  bound: string,
  judge: (peer: Turns, figure: string) => Finding,
) {
  return peer ? judge(peer, figure) : skipped(figure, bound, noPeer)
}
