import { z } from '@hono/zod-openapi'
import type { Caller } from '../auth/policy.ts'
import { and, sql } from '../db/sql.ts'
import { type FiltersOf, pageFields, pagingQuery, sortingQuery } from '../paging/page.ts'
import { CREATED_AT, type ListSource, type Order, totalIn, UPDATED_AT } from '../paging/statement.ts'
import { SUBSCRIPTION_STATUSES, Subscription } from './subscription.ts'

/** The sort column of each `sort_by` value. */
const ORDERS = {
  created_at: CREATED_AT,
  updated_at: UPDATED_AT,
} as const satisfies Record<string, Order>

/** Query parameters of both lists. */
export const listQuery = z.strictObject({
  ...pagingQuery,
  ...sortingQuery(ORDERS, 'Sort field: time of creation at Stripe or of the last change here.'),
  status: z
    .enum(SUBSCRIPTION_STATUSES)
    .optional()
    .openapi({ description: 'Only subscriptions in this status.', example: 'active' }),
})

export const SubscriptionPage = z
  .object({ subscriptions: z.array(Subscription), ...pageFields })
  .openapi('SubscriptionPage')

type Filters = FiltersOf<typeof listQuery> & { customer_id?: string }

export function subscriptionsIn({ customer_id, status, sort_by, sort_dir }: Filters, { role }: Caller): ListSource {
  return {
    from: sql`subscriptions`,
    matching: and(
      customer_id !== undefined && sql`customer_id = ${customer_id}::uuid`,
      status !== undefined && sql`status = ${status}`,
    ),
    order: ORDERS[sort_by],
    direction: sort_dir,
    counters: totalIn('subscriptions', role, { customer_id, status }),
  }
}
