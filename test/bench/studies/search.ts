import type { Context } from '../context.ts'
import type { Plan } from '../load/plan.ts'
import { batchOfRead } from '../load/recorder.ts'
import { atLeast, atMost, type Finding, skipped } from '../report/finding.ts'
import { median, medianRatio } from '../report/statistics.ts'
import { batchOf, timeInTurn } from '../servers/database/clock.ts'
import { noPeer } from '../servers/peer.ts'
import { type Servers, startServers } from '../servers/servers.ts'
import { takeTurns } from './take-turns.ts'

/** The note shows the hits of each term; of a million: 11, 111, 200 and 960, then 200,000, 19,000 and nearly all. */
const selective = ['user12345', 'user1234', 'dental123.', 'abc']
const common = ['@plumbing', 'ab', 'qm', 'example']

/** Hits and times of a search in milliseconds; `advantage` is the peer's time relative to the API's. */
type SearchResult = { term: string; total: number; database: number; api: number; peer: number; advantage: number }

/** Measures searches in the emails of the big tenant: only in the database, and through the API and the peer. */
export async function studySearch(context: Context): Promise<Finding[]> {
  const servers = await startServers(context, 0)
  const rare: SearchResult[] = []
  const frequent: SearchResult[] = []
  for (const term of selective) rare.push(await search(context, servers, term))
  for (const term of common) frequent.push(await search(context, servers, term))
  await servers.stop()

  const each = (list: SearchResult[], format: (result: SearchResult) => string) =>
    list.map((result) => `“${result.term}” (${result.total}) ${format(result)}`).join(', ')
  const slowest = Math.max(...rare.map(({ database }) => database))
  const inDatabase = each(rare, ({ database }) => `${database.toFixed(1)} ms`)
  const findings = [atMost('search with few hits, time in the database: the slowest', 20, 'ms', slowest, inDatabase)]
  for (const [name, limit, list] of [
    ['search with few hits', 20, rare],
    ['search with many hits or for two letters', 1, frequent],
  ] as const) {
    const figure = `${name}: the peer’s time relative to the API’s, smallest ratio`
    const note = each(list, ({ peer, api }) => `${peer.toFixed(1)} / ${api.toFixed(1)} ms`)
    const smallest = Math.min(...list.map(({ advantage }) => advantage))
    findings.push(servers.peer ? atLeast(figure, limit, '×', smallest, note) : skipped(figure, `≥ ${limit} ×`, noPeer))
  }
  return findings
}

async function search(context: Context, { worker, peer }: Servers, term: string): Promise<SearchResult> {
  const { options, database, generator } = context
  const path = `/v1/customers?per_page=20&search=${encodeURIComponent(term)}`
  const { batch, body } = await batchOfRead(context.record, { path, headers: { 'x-api-key': worker.key } })
  const { total } = JSON.parse(body) as { total: number }
  const pace = { rounds: options.rounds, milliseconds: options.batchMilliseconds, minRuns: 1, maxRuns: 50 }
  const [times = []] = await timeInTurn([batchOf(batch, database.access.loginUrl)], pace)

  const plan = ({ port, key }: { port: number; key: string }): Plan => {
    return { port, method: 'GET', path, headers: { 'x-api-key': key }, expect: 200 }
  }
  const contenders = [{ name: 'api', plan: plan(worker) }]
  if (peer) contenders.push({ name: 'peer', plan: plan(peer) })
  const roundOptions = {
    rounds: Math.min(3, options.rounds),
    clients: 1,
    seconds: options.full ? 2 : 0.2,
    requests: 5,
    warmUpSeconds: 0.05,
  }
  const turns = await takeTurns(generator, contenders, roundOptions)
  const [apiTimes, peerTimes] = [turns.get('api')?.p50 ?? [], turns.get('peer')?.p50 ?? []]
  const advantage = medianRatio(peerTimes, apiTimes)
  return { term, total, database: median(times), api: median(apiTimes), peer: median(peerTimes), advantage }
}
