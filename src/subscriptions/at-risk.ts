import { CUSTOMER_NAME } from '../db/customer-name.ts'
import { type SQL, sql } from '../db/sql.ts'
import type { SubscriptionRow } from './subscription.ts'

// Subscriptions at risk: unpaid, past due, and those that will be canceled at the end of their period. The index
// `subscriptions_at_risk` has the same conditions and the order.

/** The condition on those that are cancelling. */
export const CANCELLING = sql`(cancel_at_period_end and status in ('active', 'trialing'))`
/** The condition on those at risk. */
export const AT_RISK = sql`(status in ('unpaid', 'past_due') or ${CANCELLING})`

const URGENCY = sql`(case status when 'unpaid' then 1 when 'past_due' then 2 else 3 end)`

/** Like `CANCELLING`, for a row. */
export function isCancelling({
  status,
  cancel_at_period_end,
}: Pick<SubscriptionRow, 'status' | 'cancel_at_period_end'>) {
  return cancel_at_period_end && (status === 'active' || status === 'trialing')
}

/** How many are cancelling, counted in the index. */
export function countCancelling(): SQL<{ count: number }> {
  return sql`select count(*)::int as count from subscriptions where ${AT_RISK} and ${URGENCY} = 3`
}

/** How many of a customer's subscriptions are at risk. */
export function countAtRisk(customerId: string): SQL<{ count: number }> {
  return sql`select count(*)::int as count from subscriptions where customer_id = ${customerId}::uuid and ${AT_RISK}`
}

export type AtRiskRow = SubscriptionRow & { customer_name: string | null }

/** Most urgent first: unpaid, past due, cancelling, and within each of these by the end of the period. */
export function selectAtRisk(limit: number): SQL<AtRiskRow> {
  return sql`
    select s.*, ${CUSTOMER_NAME} as customer_name
      from (select *, ${URGENCY} as urgency from subscriptions where ${AT_RISK}
             order by ${URGENCY}, current_period_end, id limit ${limit}::int) s
      join customers c on c.id = s.customer_id
     order by s.urgency, s.current_period_end, s.id`
}
