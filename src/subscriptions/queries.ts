import { z } from '@hono/zod-openapi'
import { type SQL, sql } from 'drizzle-orm'
import type { Caller } from '../auth/policy.ts'
import { pageFields, pagingQuery, sortingQuery } from '../paging/page.ts'
import { type Order, totalIn } from '../paging/statement.ts'
import { SUBSCRIPTION_STATUSES, Subscription } from './subscription.ts'

/** The sort column of each `sort_by` value. */
const ORDERS = {
  created_at: { column: sql`created_at`, type: 'timestamptz', nullable: false },
  updated_at: { column: sql`updated_at`, type: 'timestamptz', nullable: false },
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

interface Asked {
  customer_id?: string | undefined
  status?: string | undefined
  sort_by: keyof typeof ORDERS
  sort_dir: 'asc' | 'desc'
}

export function subscriptionsOf({ customer_id, status, sort_by, sort_dir }: Asked, { role }: Caller) {
  const conditions: SQL[] = []
  if (customer_id) conditions.push(sql`customer_id = ${customer_id}::uuid`)
  if (status) conditions.push(sql`status = ${status}`)
  return {
    from: sql`subscriptions`,
    matching: sql.join([sql`true`, ...conditions], sql` and `),
    order: ORDERS[sort_by],
    direction: sort_dir,
    counters: totalIn('subscriptions', role, conditions),
  }
}
