import type { Context } from '../context.ts'
import { type OperationName, planOf } from '../load/operations.ts'
import { bareBatch } from '../load/recorder.ts'
import { atMost, type Finding } from '../report/finding.ts'
import { median, medianRatio } from '../report/statistics.ts'
import { cleanUp } from '../servers/database/clean-up.ts'
import { type Batch, batchOf, timeInTurn } from '../servers/database/clock.ts'

/** Measures the time in the database of get, and of a clone with many rules. */
export async function studyKeyLookups(context: Context): Promise<Finding[]> {
  const { big, loginUrl, ownerUrl } = context.database.access
  const { bigTenant, rulesPerCustomer } = context.sizes
  const { rounds } = context.options

  const record = async (name: OperationName, ids: string[]) => {
    const { plan, roundTrips } = await bareBatch(
      context.record,
      planOf(name, { port: 0, key: big.key, ids }),
      context.endpointPort,
    )
    const body = (plan.body ?? '').replaceAll('{id}', ids[0] as string)
    return { batch: batchOf({ headers: plan.headers, body }, loginUrl), roundTrips }
  }

  const { api: fewRules } = await context.customers([50])
  const { batch: get } = await record('get', fewRules)
  const query = 'select * from public.customers where tenant_id = $1 and id = $2'
  // Run as the owner, to whom row-level security does not apply.
  const bare: Batch = { url: ownerUrl, begin: get.begin, statements: [{ query, params: [big.tenantId, fewRules[0]] }] }
  const [getTimes = [], bareTimes = []] = await timeInTurn([get, bare], {
    rounds,
    milliseconds: 300,
    minRuns: 5,
    maxRuns: 300,
  })
  const note = `${median(getTimes).toFixed(2)} ms and ${median(bareTimes).toFixed(2)} ms`

  const { api: manyRules } = await context.customers([bigTenant])
  const { batch: clone, roundTrips } = await record('clone', manyRules)
  const [cloneTimes = []] = await timeInTurn([clone], { rounds, milliseconds: 500, minRuns: 3, maxRuns: 10 })
  await cleanUp(context)
  return [
    atMost(
      'get, time in the database: relative to a bare lookup by primary key',
      3,
      '×',
      medianRatio(getTimes, bareTimes),
      note,
    ),
    atMost(`clone with ${rulesPerCustomer} rules: time in the database`, 60, 'ms', median(cloneTimes)),
    atMost(`clone with ${rulesPerCustomer} rules: round trips`, 1, '', roundTrips),
  ]
}
