import { z } from '@hono/zod-openapi'
import { format } from '../../customers/export-file.ts'
import { customersIn, filterQuery, sorting } from '../../customers/list-source.ts'
import { and, sql } from '../../db/sql.ts'
import { pagingQuery } from '../../paging/page.ts'
import type { ListSource } from '../../paging/statement.ts'
import { isUuid } from '../../validation/uuid.ts'

const { search, country_code, subscription_status, has_running_instance, failed_instances } = filterQuery
const { created_after, created_before, archived } = filterQuery

/** Which customers the list has, and in which order: filters of the API under the same names. */
const contents = {
  ...sorting,
  ...{ search, country_code, subscription_status, has_running_instance, failed_instances },
  ...{ created_after, created_before, archived },
}

/** The state of the list. */
export const listQuery = z.object({ ...pagingQuery, ...contents })
export const exportQuery = z.object({ format, ...contents })

export type ListQuery = z.output<typeof listQuery>

/** The customers of the list. A search also finds archived customers, and all of their ids. */
export function customersFor(query: Omit<ListQuery, keyof typeof pagingQuery>, tenantId: string): ListSource {
  const { search: typed, ...filters } = query
  const text = typed.trim()
  const isId = isUuid(text)
  const isStripeId = /^cus_\w+$/.test(text)
  const source = customersIn(
    {
      ...filters,
      search: isId || isStripeId ? '' : text,
      search_in: 'all',
      include_archived: text !== '',
    } as Parameters<typeof customersIn>[0],
    tenantId,
  )
  const own = and(
    isId && sql`(id = ${text}::uuid or external_id = ${text})`,
    isStripeId && sql`(stripe_customer_id = ${text} or external_id = ${text})`,
  )
  return {
    ...source,
    matching: and(source.matching, own),
    counters: isId || isStripeId ? undefined : source.counters,
    lookups: [
      ...(source.lookups ?? []),
      sql`(select s.cancel_at_period_end from subscriptions s
            where s.tenant_id = page.tenant_id and s.customer_id = page.id
            order by s.created_at desc, s.id desc limit 1) as is_cancelling`,
    ],
  }
}
