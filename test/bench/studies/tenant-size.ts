import type { Context } from '../context.ts'
import { batchOfRead } from '../load/recorder.ts'
import { atMost, type Finding } from '../report/finding.ts'
import { median, medianRatio } from '../report/statistics.ts'
import { type Batch, batchOf, type Pace, timeInTurn } from '../servers/database/clock.ts'

const columns = ['created_at', 'updated_at', 'email', 'company_name', 'country_code', 'subscription_count']
const orders = [...columns, 'active_subscription_count', 'instance_count', 'running_instance_count']

/** Measures the time of a list in the database: in a big tenant and a small one, and far from the first page. */
export async function studyTenantSize(context: Context): Promise<Finding[]> {
  const { big, small, loginUrl } = context.database.access
  const pace: Pace = {
    rounds: context.options.rounds,
    milliseconds: context.options.batchMilliseconds,
    minRuns: 1,
    maxRuns: 50,
  }
  const record = (key: string, query: string) =>
    batchOfRead(context.record, { path: `/v1/customers?per_page=20${query}`, headers: { 'x-api-key': key } })
  const list = async (key: string, query: string): Promise<Batch> => batchOf((await record(key, query)).batch, loginUrl)

  const compared: { order: string; ratio: number; note: string }[] = []
  for (const order of orders.flatMap((column) => [`${column} asc`, `${column} desc`])) {
    const query = `&sort_by=${order.replace(' ', '&sort_dir=')}`
    const [bigTimes = [], smallTimes = []] = await timeInTurn(
      [await list(big.key, query), await list(small.key, query)],
      pace,
    )
    const note = `${order}: ${median(bigTimes).toFixed(2)} ms and ${median(smallTimes).toFixed(2)} ms`
    compared.push({ order, ratio: medianRatio(bigTimes, smallTimes), note })
  }
  compared.sort((a, b) => b.ratio - a.ratio)
  const name = `the big tenant relative to a small one, worst of ${compared.length} sort orders`
  const missed = compared.filter(({ ratio }) => ratio > 1.3).map(({ order }) => order)
  const note = `${compared[0]?.note}${missed.length > 1 ? `; ${missed.length} orders miss the target` : ''}`
  const findings = [atMost(`page 1, time in the database: ${name}`, 1.3, '×', compared[0]?.ratio ?? Number.NaN, note)]

  const pages = Math.floor(context.sizes.bigTenant / 20)
  const nearEnd = JSON.parse((await record(big.key, `&page=${pages - 10}`)).body) as { next_cursor: string }
  const deep = Math.floor(pages * 0.9)
  const batches = [
    await list(big.key, ''),
    await list(big.key, `&cursor=${encodeURIComponent(nearEnd.next_cursor)}`),
    await list(big.key, `&page=${deep}`),
  ]
  const [first = [], last = [], deepPage = []] = await timeInTurn(batches, pace)
  const comparedWithFirst = (times: number[]) => `${median(times).toFixed(2)} ms and ${median(first).toFixed(2)} ms`
  findings.push(
    atMost(
      'page by cursor near the end, time in the database: relative to page 1',
      1.3,
      '×',
      medianRatio(last, first),
      comparedWithFirst(last),
    ),
    atMost(
      `page ${deep} by number, time in the database: relative to page 1`,
      20,
      '×',
      medianRatio(deepPage, first),
      comparedWithFirst(deepPage),
    ),
  )
  return findings
}
