import type { Caller } from '../auth/policy.ts'
import { and, asUuid, isOneOf, sql } from '../db/sql.ts'
import { CREATED_AT, type ListSource, totalIn, UPDATED_AT } from './statement.ts'

/** The sort column of each `sort_by` value. */
export const OWNED_ORDERS = { created_at: CREATED_AT, updated_at: UPDATED_AT }

interface Filters {
  customer_id?: readonly string[] | undefined
  status?: readonly string[] | undefined
  sort_by: keyof typeof OWNED_ORDERS
  sort_dir: 'asc' | 'desc'
}

/** The source of a list of what customers own and what has a status. */
export function customerOwned(table: 'instances' | 'subscriptions', filters: Filters, { role }: Caller): ListSource {
  const { customer_id, status, sort_by, sort_dir } = filters
  return {
    from: sql`${sql.identifier(table)}`,
    matching: and(isOneOf(sql`customer_id`, customer_id, asUuid), isOneOf(sql`status`, status)),
    order: OWNED_ORDERS[sort_by],
    direction: sort_dir,
    counters: totalIn(table, role, { customer_id, status }),
  }
}
