import { z } from '@hono/zod-openapi'
import { customersIn, filterQuery, sorting } from '../../customers/list-source.ts'
import { and, sql } from '../../db/sql.ts'
import { pagingQuery } from '../../paging/page.ts'
import type { ListSource } from '../../paging/statement.ts'
import { queryBoolean } from '../../validation/fields.ts'
import { isUuid } from '../../validation/uuid.ts'

const { search, country_code, subscription_status, has_running_instance, created_after, created_before } = filterQuery

/** The state of the list: the filters of the API under the same names, and those that only the dashboard has. */
export const listQuery = z.object({
  ...pagingQuery,
  ...sorting,
  ...{ search, country_code, subscription_status, has_running_instance, created_after, created_before },
  failed_instances: queryBoolean.optional(),
  archived: z.enum(['only']).optional(),
})

export type ListQuery = z.output<typeof listQuery>

/** The customers of the list. A search also finds archived customers, and all of their ids. */
export function customersFor(query: ListQuery, tenantId: string): ListSource {
  const { failed_instances, archived, search: typed, ...filters } = query
  const text = typed.trim()
  const isId = isUuid(text)
  const isStripeId = /^cus_\w+$/.test(text)
  const source = customersIn(
    {
      ...filters,
      search: isId || isStripeId ? '' : text,
      search_in: 'all',
      include_archived: text !== '' || archived === 'only',
    } as Parameters<typeof customersIn>[0],
    tenantId,
  )
  const hasFailed = sql`exists (select from instances i where i.tenant_id = customers.tenant_id
                                   and i.customer_id = customers.id and i.status = 'failed')`
  const own = and(
    isId && sql`id = ${text.toLowerCase()}::uuid`,
    isStripeId && sql`stripe_customer_id = ${text}`,
    archived === 'only' && sql`archived_at is not null`,
    failed_instances !== undefined && (failed_instances ? hasFailed : sql`not ${hasFailed}`),
  )
  const isFiltered = isId || isStripeId || failed_instances !== undefined
  const counted = archived === 'only' ? source.counters && ['archived_customers'] : source.counters
  return {
    ...source,
    matching: and(source.matching, own),
    ...(isFiltered ? withoutCounters : { counters: counted as string[] }),
    lookups: [
      ...(source.lookups ?? []),
      sql`(select count(*)::int from instances i where i.tenant_id = page.tenant_id and i.customer_id = page.id
              and i.status = 'failed') as failed_instance_count`,
      sql`(select s.cancel_at_period_end from subscriptions s
            where s.tenant_id = page.tenant_id and s.customer_id = page.id
            order by s.created_at desc, s.id desc limit 1) as is_cancelling`,
    ],
  }
}

const withoutCounters = { counters: undefined as never }

export interface Total {
  kind: 'customers' | 'archived_customers'
  count: number
}

/** How many customers there are, by whether they are archived: a lookup of stored counts. */
export const totals = sql<Total>`
  select kind, sum(count)::int as count from row_counts
   where kind in ('customers', 'archived_customers') group by kind`
