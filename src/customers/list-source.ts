import { z } from '@hono/zod-openapi'
import { and, isOneOf, type SQL, sql } from '../db/sql.ts'
import { sortingQuery } from '../paging/page.ts'
import { CREATED_AT, type ListSource, type Order, type Search, UPDATED_AT } from '../paging/statement.ts'
import { SubscriptionStatus } from '../subscriptions/subscription.ts'
import { queryBoolean, several, time } from '../validation/fields.ts'
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
  search_in: z
    .enum(['email', 'all'])
    .default('email')
    .openapi({
      description:
        'Fields that `search` covers: only the email, or also the company name and external id. In names, accents ' +
        'are ignored: `sohne` finds “Söhne”.',
      example: 'email',
    }),
  email: several(requiredText(254)).openapi({
    description: 'Only customers with exactly this email, case-insensitive.',
  }),
  external_id: several(requiredText(255)).openapi({
    description: 'Only customers with exactly this external id, case-sensitive.',
  }),
  stripe_customer_id: several(requiredText(255)).openapi({
    description: 'Only the customer that is linked to exactly this Stripe customer, case-sensitive.',
  }),
  country_code: several(requiredText(2)).openapi({
    description: 'Only customers with this ISO 3166-1 alpha-2 country code, case-insensitive.',
  }),
  currency: several(requiredText(3)).openapi({
    description: 'Only customers with this ISO 4217 currency code, case-insensitive.',
  }),
  subscription_status: several(SubscriptionStatus).openapi({
    description: 'Only customers with a subscription in this status.',
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
  archived: z.enum(['only']).optional().openapi({
    description: 'Only archived customers. `include_archived` then has no effect.',
  }),
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
    parts: filters.include_archived && !filters.archived ? ALL : undefined,
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
  const { stripe_customer_id, failed_instances, created_after, created_before, updated_after } = filters
  return and(
    sql`tenant_id = ${tenantId}::uuid`,
    filters.archived ? sql`archived_at is not null` : visible(filters.include_archived),
    isOneOf(sql`email_key`, email, (one) => sql`lower(${one}::text collate "C")`),
    isOneOf(sql`external_id`, external_id),
    isOneOf(sql`stripe_customer_id`, stripe_customer_id),
    isOneOf(sql`country_code`, country_code, inUpperCase),
    isOneOf(sql`currency`, currency, inUpperCase),
    has_running_instance !== undefined && sql`(running_instance_count > 0) = ${has_running_instance}`,
    // Worded like the condition of the index on customers with a failed instance, so that the planner can use it.
    failed_instances !== undefined &&
      (failed_instances ? sql`failed_instance_count > 0` : sql`failed_instance_count = 0`),
    created_after !== undefined && sql`created_at > ${created_after}::timestamptz`,
    created_before !== undefined && sql`created_at < ${created_before}::timestamptz`,
    updated_after !== undefined && sql`updated_at > ${updated_after}::timestamptz`,
    subscription_status !== undefined &&
      sql`exists (select from subscriptions s where s.tenant_id = customers.tenant_id
                    and s.customer_id = customers.id and ${and(isOneOf(sql`s.status`, subscription_status))})`,
    ...(metadata ?? []).map(hasMetadata),
  )
}

const inUpperCase = (code: string) => sql`upper(${code}::text collate "C")`

/** Above this number of hits, looking up rows by id is not worthwhile. */
const MAX_SEARCH_IDS = 5000

/** The search condition, if there is one. Each pattern is folded like the stored column. */
function searching({ search, search_in, include_archived, archived }: Filters): Search | undefined {
  if (search === '') return undefined
  const escaped = search.replaceAll(/[\\%_]/g, '\\$&')
  const everywhere = search_in === 'all'
  const withArchived = include_archived || archived === 'only'
  const containing = (folded: SQL) => sql`like '%' || ${folded} || '%'`
  const inEmail = sql`email_key ${containing(sql`lower(${escaped}::text collate "C")`)}`
  const inName = sql`company_search ${containing(sql`app.folded(${escaped})`)}`
  const lowered = sql`lower(${escaped}::text collate pg_c_utf8)`
  return {
    ids: sql`app.search_customers(${escaped}, ${everywhere}, ${withArchived}, ${MAX_SEARCH_IDS})`,
    condition: everywhere
      ? sql`(${inEmail} or ${inName} or lower(external_id collate pg_c_utf8) ${containing(lowered)})`
      : inEmail,
  }
}

/** The `row_counts` kinds that add up to the total: of all customers, or of a segment that is the only filter. */
function countersOf(filters: Filters): string[] | undefined {
  const { search, include_archived, archived } = filters
  if (search !== '') return undefined
  const names = Object.keys(filterQuery) as (keyof Filters)[]
  const ignored = ['include_archived', 'archived', 'search', 'search_in']
  const sent = names.filter((name) => filters[name] !== undefined && !ignored.includes(name))
  if (sent.length === 0 && archived) return ['archived_customers']
  if (sent.length === 0) return include_archived ? ['customers', 'archived_customers'] : ['customers']
  // Archived customers are in no segment.
  if (sent.length > 1 || include_archived || archived) return undefined
  const [status, ...otherStatuses] = filters.subscription_status ?? []
  // A customer can be in several segments.
  if (status) return otherStatuses.length === 0 ? [withStatus(status)] : undefined
  return filters.failed_instances ? [WITH_FAILED_INSTANCE] : undefined
}
