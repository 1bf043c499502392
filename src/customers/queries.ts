import { type SQL, sql } from 'drizzle-orm'
import { ApiError } from '../errors.ts'
import { metadataParts } from '../metadata.ts'
import type { CustomerChange } from './profile.ts'

/** A customer with all that is embedded. One statement, and the lists as JSON: a join would multiply them. */
export function customerWhere(condition: SQL): SQL {
  return sql`select c.*, has.subscriptions, has.instances from customers c, app.belongings_of(c.id) has where ${condition}`
}

/** What an insertion of one new customer names, and the values in the same order. */
export function newCustomer(input: CustomerChange): { columns: SQL; values: SQL } {
  return {
    columns: sql`company_name, email, industry, country_code, currency, locale, timezone, external_id, metadata`,
    values: sql`
      ${input.company_name ?? null}, ${input.email ?? null}, ${input.industry ?? null}, ${input.country_code ?? null},
      ${input.currency ?? null}, ${input.locale ?? null}, ${input.timezone ?? null}, ${input.external_id ?? null},
      ${metadataParts(input.metadata).set}::jsonb`,
  }
}

/** Which customers an operation sees: those that are not archived, unless it is asked for all. */
export const visible = (includeArchived: boolean): SQL => (includeArchived ? sql`true` : sql`archived_at is null`)

/** Who has this email or external id already; `except` is a condition on the customer that may have them. */
export type Holder = { id: string; has_email: boolean }

/** A statement of its own, after the one that met the conflict, so that it sees what was committed meanwhile. */
export function holdersOf(
  email: string | null | undefined,
  externalId: string | null | undefined,
  except = sql`false`,
) {
  return sql`
    select id, has_email from app.holders_of(${email ?? null}, ${externalId ?? null}) holder
     where not (${except}) order by has_email desc limit 1`
}

/** The error for what a unique index refused; the email is named first. */
export function taken(holder: Holder | undefined): ApiError {
  if (!holder) return new ApiError('conflict', { detail: 'Another request changed the same customer. Try again.' })
  const extra = { existing_customer_id: holder.id }
  return new ApiError(holder.has_email ? 'email_taken' : 'external_id_taken', { extra })
}
