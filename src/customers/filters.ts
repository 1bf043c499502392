import { z } from '@hono/zod-openapi'
import { type SQL, sql } from 'drizzle-orm'
import { queryBoolean, requiredText, text, time } from '../fields.ts'
import { holdsMetadata, metadataFilter } from '../metadata.ts'
import type { Search } from '../paging/statement.ts'
import { SUBSCRIPTION_STATUSES } from '../subscriptions/subscription.ts'
import { visible } from './queries.ts'

export const includeArchived = queryBoolean.default(false).openapi({
  description: 'Whether archived customers are seen too.',
  example: false,
})

/** What a list or an export can be narrowed by; all that is sent holds at once. */
export const filterQuery = {
  search: text(254)
    .default('')
    .transform((found) => found ?? '')
    .openapi({
      description: 'A part of the email, in any case. `%`, `_` and `\\` are ordinary characters. Empty: no filter.',
      example: 'plumb',
    }),
  search_in: z.enum(['email', 'all']).default('email').openapi({
    description: 'Where `search` looks: in the email alone, or in company names and external ids as well.',
    example: 'email',
  }),
  email: requiredText(254)
    .optional()
    .openapi({ description: 'The whole email, in any case.', example: 'steve@plumbing.example' }),
  external_id: requiredText(255)
    .optional()
    .openapi({ description: 'The tenant’s own id, to the letter.', example: 'crm-4711' }),
  country_code: requiredText(2).optional().openapi({ description: 'In either case.', example: 'US' }),
  currency: requiredText(3).optional().openapi({ description: 'In either case.', example: 'USD' }),
  subscription_status: z.enum(SUBSCRIPTION_STATUSES).optional().openapi({
    description: 'Customers with a subscription in this status.',
    example: 'past_due',
  }),
  has_running_instance: queryBoolean
    .optional()
    .openapi({ description: 'Whether an instance of theirs runs.', example: true }),
  created_after: time.optional().openapi({ description: 'Created later than this.' }),
  created_before: time.optional().openapi({ description: 'Created earlier than this.' }),
  updated_after: time.optional().openapi({ description: 'Changed later than this.' }),
  metadata: metadataFilter.optional(),
  include_archived: includeArchived,
}

const schema = z.object(filterQuery)
export type Filters = z.output<typeof schema>

/**
 * The filters as one condition on the bare columns of customers. The policies see to the tenant; named here as well,
 * it tells the planner how many rows there are.
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

/** More ids than this are not worth looking up one by one. */
const FEW = 5000

/** Where to look for `search`, if anything is sought. Each text is folded as its stored twin was. */
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

/** The numbers that are the total, where nothing but the archived are left out. */
export function countersOf({ include_archived, search, search_in, ...filters }: Filters): string[] | undefined {
  if (search !== '' || Object.values(filters).some((value) => value !== undefined)) return undefined
  return include_archived ? ['customers', 'archived_customers'] : ['customers']
}
