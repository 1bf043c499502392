import { runSql } from '../../setup/own-database.ts'
import { planOf } from '../load/operations.ts'
import { bareBatch } from '../load/recorder.ts'
import { atMost, type Finding, skipped } from '../report/finding.ts'
import { median, medianRatio } from '../report/statistics.ts'
import { cleanUp } from '../servers/database/clean-up.ts'
import type { Stage } from '../stage.ts'

const figure = 'create with the counters, 16 clients in one tenant: time of a request, of one without'
const rounds = 5

/** What the counters of a tenant's customers cost a create: the same batch with their triggers and without. */
export async function studyCounters(stage: Stage): Promise<Finding[]> {
  const { ownerUrl, big } = stage.database.access
  const triggers = await runSql(
    ownerUrl,
    `select tgname as name from pg_trigger t join pg_proc p on p.oid = t.tgfoid
      where tgrelid = 'public.customers'::regclass and p.proname like 'count\\_%'`,
  )
  if (triggers.length === 0) return [skipped(figure, '≤ 1.15 ×', 'there are no counters')]

  const set = (how: 'enable' | 'disable') =>
    runSql(ownerUrl, triggers.map(({ name }) => `alter table public.customers ${how} trigger ${name};`).join(' '))
  // A run that was killed may have left them off.
  await set('enable')
  const { plan } = await bareBatch(
    stage.record,
    planOf('create', { port: 0, key: big.key, ids: [] }),
    stage.endpointPort,
  )
  const time = async (seconds: number) => {
    const { latencies, elapsed } = await stage.generator.run({
      plan,
      clients: 16,
      seconds,
      requests: 20_000,
      warmUp: 1,
    })
    return elapsed / latencies.length
  }
  const { seconds } = stage.options
  await time(seconds)
  await cleanUp(stage)
  const counted: number[] = []
  const uncounted: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    counted.push(await time(seconds))
    await cleanUp(stage)
    await set('disable')
    try {
      uncounted.push(await time(seconds))
      // Who was not counted when it came must not be when it goes.
      await cleanUp(stage)
    } finally {
      await set('enable')
    }
  }
  const note = `${median(counted).toFixed(2)} ms and ${median(uncounted).toFixed(2)} ms a create`
  return [atMost(figure, 1.15, '×', medianRatio(counted, uncounted), note)]
}
