import { runSql } from '../../setup/own-database.ts'
import type { Context } from '../context.ts'
import { batchOfRead, type Recorder } from '../load/recorder.ts'
import { atMost, type Finding } from '../report/finding.ts'
import { median } from '../report/statistics.ts'
import { batchOf, timeInTurn } from '../servers/database/clock.ts'

const DAYS = 365
/** Counts per day: as if so many requests had always created customers at once. */
const SHARDS = 16

/** Measures the overview of the dashboard in the database, for the big tenant with a year of growth. */
export async function studyOverview(context: Context): Promise<Finding[]> {
  const { big, loginUrl, ownerUrl } = context.database.access
  const sql = (text: string) => runSql(ownerUrl, text, [big.tenantId])
  const headers = { cookie: await signIn(context.record, big.key) }
  await sql(ADD_DAYS)
  try {
    const { batch } = await batchOfRead(context.record, { path: '/dashboard/overview', headers })
    const [times = []] = await timeInTurn([batchOf(batch, loginUrl)], {
      rounds: context.options.rounds,
      milliseconds: context.options.batchMilliseconds * 4,
      minRuns: 5,
      maxRuns: 100,
    })
    const [cancelling] = await sql(
      'select count(*)::int as n from subscriptions where tenant_id = $1 and cancel_at_period_end',
    )
    const note = `${DAYS} days with ${SHARDS} counts each, ${cancelling?.n} cancelling subscriptions`
    return [atMost('overview of the dashboard: time in the database', 50, 'ms', median(times), note)]
  } finally {
    await sql(REMOVE_DAYS)
  }
}

/** The loaded customers are older than a year. These counts change no total. */
const ADD_DAYS = `
  insert into row_counts (tenant_id, kind, shard, count)
  select $1, app.customers_on(now() - ago * interval '1 day'), shard, 0
    from generate_series(0, ${DAYS - 1}) ago, generate_series(1, ${SHARDS}) shard`
const REMOVE_DAYS = `
  delete from row_counts where tenant_id = $1 and kind like 'customers\\_on\\_%' and count = 0`

async function signIn(record: Recorder, key: string): Promise<string> {
  const { status, headers } = await record({
    path: '/dashboard/sign-in',
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ key }).toString(),
  })
  const cookie = headers.get('set-cookie')?.split(';')[0]
  if (status !== 303 || !cookie) throw new Error(`Signing in returned ${status}.`)
  return cookie
}
