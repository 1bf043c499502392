import { and, asUuid, isOneOf, sql } from '../db/sql.ts'
import { sortingQuery } from '../paging/page.ts'
import type { ListSource, Order } from '../paging/statement.ts'
import type { AuditRow } from './audit-entry.ts'

/** The sort column of each `sort_by` value. */
const ORDERS = {
  occurred_at: { column: sql`occurred_at`, type: 'timestamptz', nullable: false },
} as const satisfies Record<string, Order>

/** Sorting parameters of the list. */
export const sorting = sortingQuery(ORDERS, 'Sort field: time of the change.')

interface Filters {
  sort_by: keyof typeof ORDERS
  sort_dir: 'asc' | 'desc'
  resource_type?: readonly AuditRow['resource_type'][] | undefined
  resource_id?: readonly string[] | undefined
  actor_key_id?: readonly string[] | undefined
  operation?: readonly string[] | undefined
  request_id?: string | undefined
  since?: string | undefined
  until?: string | undefined
}

/** The entries of the tenant's audit log that match the filters. */
export function entriesIn(filters: Filters): ListSource {
  const { resource_type, resource_id, actor_key_id, operation, request_id, since, until } = filters
  return {
    from: sql`audit_log`,
    matching: and(
      isOneOf(sql`resource_type`, resource_type),
      isOneOf(sql`resource_id`, resource_id, asUuid),
      isOneOf(sql`actor_key_id`, actor_key_id, asUuid),
      isOneOf(sql`operation`, operation),
      request_id !== undefined && sql`request_id = ${request_id}`,
      since !== undefined && sql`occurred_at >= ${since}::timestamptz`,
      until !== undefined && sql`occurred_at < ${until}::timestamptz`,
    ),
    order: ORDERS[filters.sort_by],
    direction: filters.sort_dir,
  }
}
