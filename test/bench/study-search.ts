import { batchOf, timeInTurn } from './database-clock.ts'
import { atLeast, atMost, type Finding, skipped } from './finding.ts'
import type { Plan } from './plan.ts'
import { batchOfRead } from './recorder.ts'
import { startServers } from './servers.ts'
import type { Stage } from './stage.ts'
import { median, medianRatio } from './statistics.ts'
import { takeTurns } from './take-turns.ts'

/** What is found by each is written beside it; in a million 11, 111, 200 and 960, then 200,000, 19,000 and nearly all. */
const selective = ['user12345', 'user1234', 'dental123.', 'abc']
const common = ['@plumbing', 'ab', 'qm', 'example']

/** Searches in the email in the big tenant: in the database alone, and by the API beside the peer. */
export async function studySearch(stage: Stage): Promise<Finding[]> {
  const { options, database } = stage
  const servers = await startServers(stage, 0)
  const findings: Finding[] = []
  for (const term of [...selective, ...common]) {
    const path = `/v1/customers?per_page=20&search=${encodeURIComponent(term)}`
    const headers = { 'x-api-key': servers.worker.key }
    const { batch, body } = await batchOfRead(stage.record, { path, headers })
    const { total } = JSON.parse(body) as { total: number }
    const name = `search “${term}”, ${total} found`

    if (selective.includes(term)) {
      const [times = []] = await timeInTurn([batchOf(batch, database.access.loginUrl)], {
        rounds: options.rounds,
        milliseconds: stage.options.batchMilliseconds,
        least: 1,
        most: 50,
      })
      findings.push(atMost(`${name}: in the database`, 20, 'ms', median(times)))
    }
    const figure = `${name}: the peer’s time, of the API’s`
    const [bound, limit] = selective.includes(term) ? ['≥ 20 ×', 20] : ['≥ 1 ×', 1]
    if (!servers.peer) {
      findings.push(skipped(figure, bound as string, 'no peer on this machine'))
      continue
    }
    const plan = (server: { port: number; key: string }): Plan => {
      return { port: server.port, method: 'GET', path, headers: { 'x-api-key': server.key }, expect: 200 }
    }
    const contenders = [
      { name: 'api', plan: plan(servers.worker) },
      { name: 'peer', plan: plan(servers.peer) },
    ]
    const course = { rounds: Math.min(3, options.rounds), clients: 1, seconds: 2, requests: 5, warmUpSeconds: 0.1 }
    const turns = await takeTurns(stage.generator, contenders, course)
    const [ours, theirs] = [turns.get('api')?.p50 ?? [], turns.get('peer')?.p50 ?? []]
    const note = `${median(theirs).toFixed(1)} ms and ${median(ours).toFixed(1)} ms`
    findings.push(atLeast(figure, limit as number, '×', medianRatio(theirs, ours), note))
  }
  await servers.stop()
  return findings
}
