import { z } from '@hono/zod-openapi'
import { type SQL, sql } from 'drizzle-orm'
import type { Search } from '../paging/statement.ts'
import { SUBSCRIPTION_STATUSES } from '../subscriptions/subscription.ts'
import { queryBoolean, requiredText, text, time } from '../validation/fields.ts'
import { holdsMetadata, metadataFilter } from './metadata.ts'
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
  const conditions = [sql`tenant_id = ${tenantId}::uuid`, visible(filters.include_archived)]
  const add = (value: unknown, condition: SQL) => {
    if (value !== undefined) conditions.push(condition)
  }
  add(filters.email, sql`email_key = lower(${filters.email}::text collate "C")`)
  add(filters.external_id, sql`external_id = ${filters.external_id}`)
  add(filters.country_code, sql`country_code = upper(${filters.country_code}::text collate "C")`)
  add(filters.currency, sql`currency = upper(${filters.currency}::text collate "C")`)
  add(filters.has_running_instance, sql`(running_instance_count > 0) = ${filters.has_running_instance}`)
  add(filters.created_after, sql`created_at > ${filters.created_after}::timestamptz`)
  add(filters.created_before, sql`created_at < ${filters.created_before}::timestamptz`)
  add(filters.updated_after, sql`updated_at > ${filters.updated_after}::timestamptz`)
  add(
    filters.subscription_status,
    sql`exists (select from subscriptions s where s.tenant_id = customers.tenant_id and s.customer_id = customers.id
                 and s.status = ${filters.subscription_status})`,
  )
  conditions.push(...(filters.metadata ?? []).map(holdsMetadata))
  return sql.join(conditions, sql` and `)
}

/** Above this number of hits, looking up rows by id is not worthwhile. */
const FEW = 5000

/** The search condition, if there is one. Each pattern is case-folded like the stored column. */
export function searching({ search, search_in, include_archived }: Filters): Search | undefined {
  if (search === '') return undefined
  const pattern = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`
  const everywhere = search_in === 'all'
  const inEmail = sql`email_key like lower(${pattern}::text collate "C")`
  const folded = sql`lower(${pattern}::text collate pg_c_utf8)`
  return {
    ids: sql`app.search_customers(${pattern}, ${everywhere}, ${include_archived}, ${FEW})`,
    condition: everywhere
      ? sql`(${inEmail} or company_key like ${folded} or lower(external_id collate pg_c_utf8) like ${folded})`
      : inEmail,
  }
}

/** The `row_counts` kinds that add up to the total, if no filter but the archived one applies. */
export function countersOf({ include_archived, search, search_in, ...filters }: Filters): string[] | undefined {
  if (search !== '' || Object.values(filters).some((value) => value !== undefined)) return undefined
  return include_archived ? ['customers', 'archived_customers'] : ['customers']
}
