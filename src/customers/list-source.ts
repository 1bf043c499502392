import { sql } from '../db/sql.ts'
import { sortingQuery } from '../paging/page.ts'
import type { ListSource, Order } from '../paging/statement.ts'
import { SUMMARY_COLUMNS } from './customer.ts'
import { countersOf, type Filters, matching, searching } from './filters.ts'

/** The sort column of each `sort_by` value. */
const ORDERS = {
  created_at: { column: sql`created_at`, type: 'timestamptz', nullable: false },
  updated_at: { column: sql`updated_at`, type: 'timestamptz', nullable: false },
  email: { column: sql`email_key`, type: 'text', nullable: true },
  company_name: { column: sql`company_key`, type: 'text', nullable: true },
  country_code: { column: sql`country_code`, type: 'text', nullable: true },
  subscription_count: { column: sql`subscription_count`, type: 'integer', nullable: false },
  active_subscription_count: { column: sql`active_subscription_count`, type: 'integer', nullable: false },
  instance_count: { column: sql`instance_count`, type: 'integer', nullable: false },
  running_instance_count: { column: sql`running_instance_count`, type: 'integer', nullable: false },
} as const satisfies Record<string, Order>

export const sorting = sortingQuery(
  ORDERS,
  'Sort field. Text sorts by code point; email and company name ignore case. Nulls come last.',
)

interface Sorting {
  sort_by: keyof typeof ORDERS
  sort_dir: 'asc' | 'desc'
}

/** Active and archived customers have separate indexes. */
const ALL = [sql`archived_at is null`, sql`archived_at is not null`]

/** The filtered and sorted customers, each with the status of its newest subscription. */
export function customersIn(query: Sorting & Filters, tenantId: string): ListSource {
  const { sort_by, sort_dir, ...filters } = query
  return {
    from: sql`customers`,
    columns: SUMMARY_COLUMNS,
    parts: filters.include_archived ? ALL : undefined,
    matching: matching(filters, tenantId),
    search: searching(filters),
    counters: countersOf(filters),
    order: ORDERS[sort_by],
    direction: sort_dir,
    lookups: [
      sql`(select s.status from subscriptions s
            where s.tenant_id = page.tenant_id and s.customer_id = page.id
            order by s.created_at desc, s.id desc limit 1) as latest_subscription_status`,
    ],
  }
}
