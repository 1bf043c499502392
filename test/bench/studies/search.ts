import type { Plan } from '../load/plan.ts'
import { batchOfRead } from '../load/recorder.ts'
import { atLeast, atMost, type Finding, skipped } from '../report/finding.ts'
import { median, medianRatio } from '../report/statistics.ts'
import { batchOf, timeInTurn } from '../servers/database/clock.ts'
import { noPeer } from '../servers/peer.ts'
import { type Servers, startServers } from '../servers/servers.ts'
import type { Stage } from '../stage.ts'
import { takeTurns } from './take-turns.ts'

/** What is found by each is written beside it; in a million 11, 111, 200 and 960, then 200,000, 19,000 and nearly all. */
const selective = ['user12345', 'user1234', 'dental123.', 'abc']
const common = ['@plumbing', 'ab', 'qm', 'example']

/** What a search for a term took, in milliseconds; `advantage` is the peer's time against the API's. */
type Searched = { term: string; total: number; database: number; api: number; peer: number; advantage: number }

/** Searches in the email in the big tenant: in the database alone, and by the API beside the peer. */
export async function studySearch(stage: Stage): Promise<Finding[]> {
  const servers = await startServers(stage, 0)
  const rare: Searched[] = []
  const frequent: Searched[] = []
  for (const term of selective) rare.push(await search(stage, servers, term))
  for (const term of common) frequent.push(await search(stage, servers, term))
  await servers.stop()

  const each = (list: Searched[], tell: (searched: Searched) => string) =>
    list.map((searched) => `“${searched.term}” (${searched.total}) ${tell(searched)}`).join(', ')
  const slowest = Math.max(...rare.map(({ database }) => database))
  const inDatabase = each(rare, ({ database }) => `${database.toFixed(1)} ms`)
  const findings = [atMost('search with few hits in the database: the slowest', 20, 'ms', slowest, inDatabase)]
  for (const [name, limit, list] of [
    ['search with few hits', 20, rare],
    ['search with many hits, or for two letters', 1, frequent],
  ] as const) {
    const figure = `${name}: the peer’s time, of the API’s: the least`
    const note = each(list, ({ peer, api }) => `${peer.toFixed(1)} / ${api.toFixed(1)} ms`)
    const least = Math.min(...list.map(({ advantage }) => advantage))
    findings.push(servers.peer ? atLeast(figure, limit, '×', least, note) : skipped(figure, `≥ ${limit} ×`, noPeer))
  }
  return findings
}

async function search(stage: Stage, { worker, peer }: Servers, term: string): Promise<Searched> {
  const { options, database, generator } = stage
  const path = `/v1/customers?per_page=20&search=${encodeURIComponent(term)}`
  const { batch, body } = await batchOfRead(stage.record, { path, headers: { 'x-api-key': worker.key } })
  const { total } = JSON.parse(body) as { total: number }
  const pace = { rounds: options.rounds, milliseconds: options.batchMilliseconds, least: 1, most: 50 }
  const [times = []] = await timeInTurn([batchOf(batch, database.access.loginUrl)], pace)

  const plan = ({ port, key }: { port: number; key: string }): Plan => {
    return { port, method: 'GET', path, headers: { 'x-api-key': key }, expect: 200 }
  }
  const contenders = [{ name: 'api', plan: plan(worker) }]
  if (peer) contenders.push({ name: 'peer', plan: plan(peer) })
  const course = {
    rounds: Math.min(3, options.rounds),
    clients: 1,
    seconds: options.full ? 2 : 0.2,
    requests: 5,
    warmUpSeconds: 0.05,
  }
  const turns = await takeTurns(generator, contenders, course)
  const [ours, theirs] = [turns.get('api')?.p50 ?? [], turns.get('peer')?.p50 ?? []]
  const advantage = medianRatio(theirs, ours)
  return { term, total, database: median(times), api: median(ours), peer: median(theirs), advantage }
}
