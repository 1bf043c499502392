import { z } from '@hono/zod-openapi'
import { and, type SQL, sql } from '../db/sql.ts'
import { sortingQuery } from '../paging/page.ts'
import { CREATED_AT, type ListSource, type Order, type Search, UPDATED_AT } from '../paging/statement.ts'
import { SUBSCRIPTION_STATUSES } from '../subscriptions/subscription.ts'
import { queryBoolean, time } from '../validation/fields.ts'
import { requiredText, text } from '../validation/text.ts'
import { SUMMARY_COLUMNS } from './customer.ts'
import { includeArchived } from './fields.ts'
import { hasMetadata, metadataFilter } from './metadata.ts'
import { visible } from './queries.ts'
import { WITH_FAILED_INSTANCE, withStatus } from './segments.ts'

// The source of the list and the export: filters, sort orders and search.

/** Filters of lists and exports. All filters that are sent apply together. */
export const filterQuery = {
  search: text(254)
    .default('')
    .transform((found) => found ?? '')
    .openapi({
      description:
        'Only customers whose email contains this text, case-insensitive. `%`, `_` and `\\` match literally. An ' +
        'empty value is ignored.',
      example: 'plumb',
    }),
  search_in: z.enum(['email', 'all']).default('email').openapi({
    description: 'Fields that `search` covers: only the email, or also the company name and external id.',
    example: 'email',
  }),
  email: requiredText(254).optional().openapi({
    description: 'Only customers with exactly this email, case-insensitive.',
    example: 'steve@plumbing.example',
  }),
  external_id: requiredText(255)
    .optional()
    .openapi({ description: 'Only customers with exactly this external id, case-sensitive.', example: 'crm-4711' }),
  country_code: requiredText(2).optional().openapi({
    description: 'Only customers with this ISO 3166-1 alpha-2 country code, case-insensitive.',
    example: 'US',
  }),
  currency: requiredText(3)
    .optional()
    .openapi({ description: 'Only customers with this ISO 4217 currency code, case-insensitive.', example: 'USD' }),
  subscription_status: z.enum(SUBSCRIPTION_STATUSES).optional().openapi({
    description: 'Only customers with a subscription in this status.',
    example: 'past_due',
  }),
  has_running_instance: queryBoolean
    .optional()
    .openapi({ description: 'Only customers with (`true`) or without (`false`) a running instance.', example: true }),
  failed_instances: queryBoolean
    .optional()
    .openapi({ description: 'Only customers with (`true`) or without (`false`) a failed instance.', example: true }),
  created_after: time.optional().openapi({ description: 'Only customers created after this time.' }),
  created_before: time.optional().openapi({ description: 'Only customers created before this time.' }),
  updated_after: time.optional().openapi({ description: 'Only customers updated after this time.' }),
  metadata: metadataFilter.optional(),
  include_archived: includeArchived,
}

const schema = z.object(filterQuery)
type Filters = z.output<typeof schema>

/** The sort column of each `sort_by` value. */
const ORDERS = {
  created_at: CREATED_AT,
  updated_at: UPDATED_AT,
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

/**
 * The filters as one condition on the unqualified columns of customers. The policies already restrict the tenant;
 * repeating it here gives the planner a row estimate.
 */
function matching(filters: Filters, tenantId: string): SQL {
  const { email, external_id, country_code, currency, subscription_status, has_running_instance, metadata } = filters
  const { failed_instances, created_after, created_before, updated_after } = filters
  return and(
    sql`tenant_id = ${tenantId}::uuid`,
    visible(filters.include_archived),
    email !== undefined && sql`email_key = lower(${email}::text collate "C")`,
    external_id !== undefined && sql`external_id = ${external_id}`,
    country_code !== undefined && sql`country_code = upper(${country_code}::text collate "C")`,
    currency !== undefined && sql`currency = upper(${currency}::text collate "C")`,
    has_running_instance !== undefined && sql`(running_instance_count > 0) = ${has_running_instance}`,
    // In the words of the index of customers with a failed instance.
    failed_instances !== undefined &&
      (failed_instances ? sql`failed_instance_count > 0` : sql`failed_instance_count = 0`),
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
function searching({ search, search_in, include_archived }: Filters): Search | undefined {
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

/** The `row_counts` kinds that add up to the total: of all customers, or of a segment that is the only filter. */
function countersOf(filters: Filters): string[] | undefined {
  const { search, include_archived } = filters
  if (search !== '') return undefined
  const names = Object.keys(filterQuery) as (keyof Filters)[]
  const ignored = ['include_archived', 'search', 'search_in']
  const sent = names.filter((name) => filters[name] !== undefined && !ignored.includes(name))
  if (sent.length === 0) return include_archived ? ['customers', 'archived_customers'] : ['customers']
  // Archived customers are in no segment.
  if (sent.length > 1 || include_archived) return undefined
  if (filters.subscription_status !== undefined) return [withStatus(filters.subscription_status)]
  return filters.failed_instances ? [WITH_FAILED_INSTANCE] : undefined
}
