import { mayRead } from '../../auth/policy.ts'
import { growthOf, laterDay, selectChanges } from '../../customers/growth.ts'
import { presentCounts, selectCounts } from '../../customers/segments.ts'
import { countsIn, selectRowCounts } from '../../db/row-counts.ts'
import type { OperationEnv } from '../../guard/declaration.ts'
import { countCancelling, selectAtRisk } from '../../subscriptions/at-risk.ts'
import { INSTANCE_ORDER, SUBSCRIPTION_ORDER } from '../parts/badge.tsx'

type Variables = Pick<OperationEnv['Variables'], 'db' | 'caller'>
export type OverviewData = Awaited<ReturnType<typeof readOverview>>

/** The longest period, and the period of the change that the figures show, in days. */
export const LONGEST = 365
export const RECENT = 30
/** How many subscriptions at risk are shown. */
const SHOWN = 8

const kindsOf = (table: string, statuses: readonly string[]) => statuses.map((status) => `${table}_${status}`)
const STATUS_KINDS = [...kindsOf('subscriptions', SUBSCRIPTION_ORDER), ...kindsOf('instances', INSTANCE_ORDER)]

/** Everything on the overview, in one batch. Parts that the key cannot read are undefined. */
export async function readOverview({ db, caller }: Variables, now: Date) {
  const today = now.toISOString().slice(0, 10)
  const [customers, changes, statuses, [cancelling], atRisk] = await db.batch([
    selectCounts(),
    selectChanges(laterDay(today, 1 - LONGEST)),
    selectRowCounts(STATUS_KINDS),
    countCancelling(),
    selectAtRisk(SHOWN),
  ])
  const { total, archived } = presentCounts(customers)
  const of = countsIn(statuses)
  const numbered = (table: string, all: readonly string[]) =>
    all.map((status) => ({ status, number: of(`${table}_${status}`) }))
  const isNamed = mayRead(caller, 'customers')
  return {
    customers: isNamed ? { total, archived, points: growthOf(changes, total, today, LONGEST) } : undefined,
    subscriptions: mayRead(caller, 'subscriptions')
      ? {
          byStatus: numbered('subscriptions', SUBSCRIPTION_ORDER),
          cancelling: cancelling?.count ?? 0,
          atRisk,
          isNamed,
        }
      : undefined,
    instances: mayRead(caller, 'instances') ? { byStatus: numbered('instances', INSTANCE_ORDER) } : undefined,
  }
}

/** The number of one status. */
export function numberOf(byStatus: readonly { status: string; number: number }[], status: string): number {
  return byStatus.find((one) => one.status === status)?.number ?? 0
}
