import { z } from '@hono/zod-openapi'
import { and, type SQL, sql } from '../db/sql.ts'
import type { Search } from '../paging/statement.ts'
import { SUBSCRIPTION_STATUSES } from '../subscriptions/subscription.ts'
import { queryBoolean, requiredText, text, time } from '../validation/fields.ts'
import { hasMetadata, metadataFilter } from './metadata.ts'
import { visible } from './queries.ts'

export const includeArchived = queryBoolean.default(false).openapi({
  description: 'Whether to include archived customers.',
  example: false,
})

/** Filters of lists and exports. All filters that are sent apply together. */
export const filterQuery = {
  search: text(254)
    .default('')
    .transform((found) => found ?? '')
    .openapi({
      description:
        'Substring of the email, case-insensitive. `%`, `_` and `\\` match literally. An empty value is ignored.',
      example: 'plumb',
    }),
  search_in: z.enum(['email', 'all']).default('email').openapi({
    description: 'Fields that `search` covers: only the email, or also the company name and external id.',
    example: 'email',
  }),
  email: requiredText(254)
    .optional()
    .openapi({ description: 'Exact email, case-insensitive.', example: 'steve@plumbing.example' }),
  external_id: requiredText(255)
    .optional()
    .openapi({ description: 'Exact external id, case-sensitive.', example: 'crm-4711' }),
  country_code: requiredText(2)
    .optional()
    .openapi({ description: 'ISO 3166-1 alpha-2 country code, case-insensitive.', example: 'US' }),
  currency: requiredText(3)
    .optional()
    .openapi({ description: 'ISO 4217 currency code, case-insensitive.', example: 'USD' }),
  subscription_status: z.enum(SUBSCRIPTION_STATUSES).optional().openapi({
    description: 'Only customers with a subscription in this status.',
    example: 'past_due',
  }),
  has_running_instance: queryBoolean
    .optional()
    .openapi({ description: 'Whether the customer has a running instance.', example: true }),
  created_after: time.optional().openapi({ description: 'Only customers created after this time.' }),
  created_before: time.optional().openapi({ description: 'Only customers created before this time.' }),
  updated_after: time.optional().openapi({ description: 'Only customers updated after this time.' }),
  metadata: metadataFilter.optional(),
  include_archived: includeArchived,
}

const schema = z.object(filterQuery)
export type Filters = z.output<typeof schema>

/**
 * The filters as one condition on the unqualified columns of customers. The policies already restrict the tenant;
 * repeating it here gives the planner a row estimate.
 */
export function matching(filters: Filters, tenantId: string): SQL {
  const { email, external_id, country_code, currency, subscription_status, has_running_instance, metadata } = filters
  const { created_after, created_before, updated_after } = filters
  return and(
    sql`tenant_id = ${tenantId}::uuid`,
    visible(filters.include_archived),
    email !== undefined && sql`email_key = lower(${email}::text collate "C")`,
    external_id !== undefined && sql`external_id = ${external_id}`,
    country_code !== undefined && sql`country_code = upper(${country_code}::text collate "C")`,
    currency !== undefined && sql`currency = upper(${currency}::text collate "C")`,
    has_running_instance !== undefined && sql`(running_instance_count > 0) = ${has_running_instance}`,
    created_after !== undefined && sql`created_at > ${created_after}::timestamptz`,
    created_before !== undefined && sql`created_at < ${created_before}::timestamptz`,
    updated_after !== undefined && sql`updated_at > ${updated_after}::timestamptz`,
    subscription_status !== undefined &&
      sql`exists (select from subscriptions s where s.tenant_id = customers.tenant_id
                    and s.customer_id = customers.id and s.status = ${subscription_status})`,
    ...(metadata ?? []).map(hasMetadata),
  )
}

/** Above this number of hits, looking up rows by id is not worthwhile. */
const MAX_SEARCH_IDS = 5000

/** The search condition, if there is one. Each pattern is case-folded like the stored column. */
export function searching({ search, search_in, include_archived }: Filters): Search | undefined {
  if (search === '') return undefined
  const pattern = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`
  const everywhere = search_in === 'all'
  const inEmail = sql`email_key like lower(${pattern}::text collate "C")`
  const folded = sql`lower(${pattern}::text collate pg_c_utf8)`
  return {
    ids: sql`app.search_customers(${pattern}, ${everywhere}, ${include_archived}, ${MAX_SEARCH_IDS})`,
    condition: everywhere
      ? sql`(${inEmail} or company_key like ${folded} or lower(external_id collate pg_c_utf8) like ${folded})`
      : inEmail,
  }
}

/** The `row_counts` kinds that add up to the total, if no filter but the archived one applies. */
export function countersOf(filters: Filters): string[] | undefined {
  const names = Object.keys(filterQuery) as (keyof Filters)[]
  const ignored = ['include_archived', 'search', 'search_in']
  const isFiltered = names.some((name) => filters[name] !== undefined && !ignored.includes(name))
  if (isFiltered || filters.search !== '') return undefined
  return filters.include_archived ? ['customers', 'archived_customers'] : ['customers']
}
