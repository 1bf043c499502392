import type { Caller } from '../auth/policy.ts'
import { and, asUuid, isOneOf, sql } from '../db/sql.ts'
import { sortingQuery } from '../paging/page.ts'
import { CREATED_AT, type ListSource, type Order, totalIn, UPDATED_AT } from '../paging/statement.ts'

/** The sort column of each `sort_by` value. */
const ORDERS = {
  created_at: CREATED_AT,
  updated_at: UPDATED_AT,
  name: { column: sql`name_key`, type: 'text', nullable: false },
  priority: { column: sql`priority`, type: 'integer', nullable: false },
} as const satisfies Record<string, Order>

/** Sorting parameters of the list. */
export const sorting = sortingQuery(ORDERS, 'Sort field. Names sort by code point, ignoring case.')

interface Filters {
  sort_by: keyof typeof ORDERS
  sort_dir: 'asc' | 'desc'
  customer_id?: readonly string[] | undefined
  instance_id?: readonly string[] | undefined
  trigger_event?: readonly string[] | undefined
  active_only: boolean
  defaults_only: boolean
}

/** The rules that match the filters. */
export function rulesIn(query: Filters, { role }: Caller): ListSource {
  const { customer_id, instance_id, trigger_event, active_only, defaults_only, sort_by, sort_dir } = query
  return {
    from: sql`rules`,
    matching: and(
      isOneOf(sql`customer_id`, customer_id, asUuid),
      isOneOf(sql`instance_id`, instance_id, asUuid),
      isOneOf(sql`trigger_event`, trigger_event),
      active_only && sql`is_active`,
      defaults_only && sql`customer_id is null`,
    ),
    order: ORDERS[sort_by],
    direction: sort_dir,
    counters: totalIn('rules', role, {
      ...{ customer_id, instance_id, trigger_event },
      active_only: active_only || undefined,
      defaults_only: defaults_only || undefined,
    }),
  }
}
