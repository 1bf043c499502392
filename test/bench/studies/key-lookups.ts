import { type OperationName, planOf } from '../load/operations.ts'
import { bareBatch } from '../load/recorder.ts'
import { atMost, type Finding } from '../report/finding.ts'
import { median, medianRatio } from '../report/statistics.ts'
import { cleanUp } from '../servers/database/clean-up.ts'
import { type Batch, batchOf, timeInTurn } from '../servers/database/clock.ts'
import type { Stage } from '../stage.ts'

/** What get and a clone of many rules cost the database. */
export async function studyLookUps(stage: Stage): Promise<Finding[]> {
  const { big, loginUrl, ownerUrl } = stage.database.access
  const { bigTenant, rulesEach } = stage.sizes
  const { rounds } = stage.options

  const record = async (name: OperationName, ids: string[]) => {
    const { plan, roundTrips } = await bareBatch(
      stage.record,
      planOf(name, { port: 0, key: big.key, ids }),
      stage.endpointPort,
    )
    const body = (plan.body ?? '').replaceAll('{id}', ids[0] as string)
    return { batch: batchOf({ headers: plan.headers, body }, loginUrl), roundTrips }
  }

  const { ours: ordinary } = await stage.customers([50])
  const { batch: get } = await record('get', ordinary)
  const query = 'select * from public.customers where tenant_id = $1 and id = $2'
  // By the owner, whom row-level security does not concern.
  const bare: Batch = { url: ownerUrl, begin: get.begin, statements: [{ query, params: [big.tenantId, ordinary[0]] }] }
  const [ours = [], theirs = []] = await timeInTurn([get, bare], { rounds, milliseconds: 300, least: 5, most: 300 })
  const note = `${median(ours).toFixed(2)} ms and ${median(theirs).toFixed(2)} ms`

  const { ours: ruled } = await stage.customers([bigTenant])
  const { batch: clone, roundTrips } = await record('clone', ruled)
  const [clones = []] = await timeInTurn([clone], { rounds, milliseconds: 500, least: 3, most: 10 })
  await cleanUp(stage)
  return [
    atMost('get in the database, of a bare look-up by primary key', 3, '×', medianRatio(ours, theirs), note),
    atMost(`clone of ${rulesEach} rules in the database`, 60, 'ms', median(clones)),
    atMost(`clone of ${rulesEach} rules: round trips`, 1, '', roundTrips),
  ]
}
