import { batchOfRead } from '../load/recorder.ts'
import { atMost, type Finding } from '../report/finding.ts'
import { median, medianRatio } from '../report/statistics.ts'
import { type Batch, batchOf, type Pace, timeInTurn } from '../servers/database/clock.ts'
import type { Stage } from '../stage.ts'

const columns = ['created_at', 'updated_at', 'email', 'company_name', 'country_code', 'subscription_count']
const orders = [...columns, 'active_subscription_count', 'instance_count', 'running_instance_count']

/** What a list costs the database: in a big tenant beside a small one, and far from its first page. */
export async function studyTenantSize(stage: Stage): Promise<Finding[]> {
  const { big, small, loginUrl } = stage.database.access
  const pace: Pace = { rounds: stage.options.rounds, milliseconds: stage.options.batchMilliseconds, least: 1, most: 50 }
  const record = (key: string, query: string) =>
    batchOfRead(stage.record, { path: `/v1/customers?per_page=20${query}`, headers: { 'x-api-key': key } })
  const list = async (key: string, query: string): Promise<Batch> => batchOf((await record(key, query)).batch, loginUrl)

  const compared: { order: string; ratio: number; note: string }[] = []
  for (const order of orders.flatMap((column) => [`${column} asc`, `${column} desc`])) {
    const query = `&sort_by=${order.replace(' ', '&sort_dir=')}`
    const [ours = [], theirs = []] = await timeInTurn([await list(big.key, query), await list(small.key, query)], pace)
    const note = `by ${order}: ${median(ours).toFixed(2)} ms and ${median(theirs).toFixed(2)} ms`
    compared.push({ order, ratio: medianRatio(ours, theirs), note })
  }
  compared.sort((a, b) => b.ratio - a.ratio)
  const name = `page 1 in the database, the big tenant’s, of a small one’s: the worst of ${compared.length} orders`
  const missed = compared.filter(({ ratio }) => ratio > 1.3).map(({ order }) => order)
  const note = `${compared[0]?.note}${missed.length > 1 ? `; missed by ${missed.length}` : ''}`
  const findings = [atMost(name, 1.3, '×', compared[0]?.ratio ?? Number.NaN, note)]

  const pages = Math.floor(stage.sizes.bigTenant / 20)
  const nearEnd = JSON.parse((await record(big.key, `&page=${pages - 10}`)).body) as { next_cursor: string }
  const deep = Math.floor(pages * 0.9)
  const batches = [
    await list(big.key, ''),
    await list(big.key, `&cursor=${encodeURIComponent(nearEnd.next_cursor)}`),
    await list(big.key, `&page=${deep}`),
  ]
  const [first = [], last = [], middle = []] = await timeInTurn(batches, pace)
  const beside = (times: number[]) => `${median(times).toFixed(2)} ms and ${median(first).toFixed(2)} ms`
  findings.push(
    atMost(
      'page by cursor at the far end, of page 1, in the database',
      1.3,
      '×',
      medianRatio(last, first),
      beside(last),
    ),
    atMost(`page ${deep} by number, of page 1, in the database`, 20, '×', medianRatio(middle, first), beside(middle)),
  )
  return findings
}
