import { runSql } from '../../setup/own-database.ts'
import type { Context } from '../context.ts'
import { planOf } from '../load/operations.ts'
import { bareBatch } from '../load/recorder.ts'
import { atMost, type Finding, skipped } from '../report/finding.ts'
import { median, medianRatio } from '../report/statistics.ts'
import { cleanUp } from '../servers/database/clean-up.ts'

const figure = 'create with counters, 16 clients in one tenant: time per request relative to one without counters'
const rounds = 5

/** Measures what the counters of customers cost a create: the same batch with and without their triggers. */
export async function studyCounters(context: Context): Promise<Finding[]> {
  const { ownerUrl, big } = context.database.access
  const triggers = await runSql(
    ownerUrl,
    `select tgname as name from pg_trigger t join pg_proc p on p.oid = t.tgfoid
      where tgrelid = 'public.customers'::regclass and p.proname like 'count\\_%'`,
  )
  if (triggers.length === 0) return [skipped(figure, '≤ 1.15 ×', 'the database has no counters')]

  const set = (how: 'enable' | 'disable') =>
    runSql(ownerUrl, triggers.map(({ name }) => `alter table public.customers ${how} trigger ${name};`).join(' '))
  // A run that was killed may have left them disabled.
  await set('enable')
  const { plan } = await bareBatch(
    context.record,
    planOf('create', { port: 0, key: big.key, ids: [] }),
    context.endpointPort,
  )
  const time = async (seconds: number) => {
    const { latencies, elapsed } = await context.generator.run({
      plan,
      clients: 16,
      seconds,
      requests: 20_000,
      warmUp: 1,
    })
    return elapsed / latencies.length
  }
  const { seconds } = context.options
  await time(seconds)
  await cleanUp(context)
  const timesWith: number[] = []
  const timesWithout: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    timesWith.push(await time(seconds))
    await cleanUp(context)
    await set('disable')
    try {
      timesWithout.push(await time(seconds))
      // Customers that were not counted when created must not be counted when deleted.
      await cleanUp(context)
    } finally {
      await set('enable')
    }
  }
  const note = `${median(timesWith).toFixed(2)} ms and ${median(timesWithout).toFixed(2)} ms per create`
  return [atMost(figure, 1.15, '×', medianRatio(timesWith, timesWithout), note)]
}
