import { type SQL, sql } from 'drizzle-orm'
import { ApiError } from '../errors.ts'
import type { CustomerChange } from './fields.ts'
import { metadataParts } from './metadata.ts'

/**
 * Selects a customer with its embedded resources in one statement. The lists are JSON, because a join would multiply
 * them.
 */
export function customerWhere(condition: SQL): SQL {
  return sql`select c.*, has.subscriptions, has.instances from customers c, app.belongings_of(c.id) has where ${condition}`
}

/** The columns of an insert of one new customer, and their values in the same order. */
export function newCustomer(input: CustomerChange): { columns: SQL; values: SQL } {
  return {
    columns: sql`company_name, email, industry, country_code, currency, locale, timezone, external_id, metadata`,
    values: sql`
      ${input.company_name ?? null}, ${input.email ?? null}, ${input.industry ?? null}, ${input.country_code ?? null},
      ${input.currency ?? null}, ${input.locale ?? null}, ${input.timezone ?? null}, ${input.external_id ?? null},
      ${metadataParts(input.metadata).set}::jsonb`,
  }
}

/** Condition on the customers that an operation sees: only active ones, unless archived ones are requested. */
export const visible = (includeArchived: boolean): SQL => (includeArchived ? sql`true` : sql`archived_at is null`)

/** A customer that already uses the email or the external id. */
export type Holder = { id: string; has_email: boolean }

/**
 * A separate statement after the one that met the conflict, so that it sees concurrent commits. `except` excludes the
 * customer that may use the values.
 */
export function holdersOf(
  email: string | null | undefined,
  externalId: string | null | undefined,
  except = sql`false`,
) {
  return sql`
    select id, has_email from app.holders_of(${email ?? null}, ${externalId ?? null}) holder
     where not (${except}) order by has_email desc limit 1`
}

/** The error for a unique violation; a conflict on email takes precedence. */
export function taken(holder: Holder | undefined): ApiError {
  if (!holder) return new ApiError('conflict', { detail: 'A concurrent request changed the same customer. Try again.' })
  const extra = { existing_customer_id: holder.id }
  return new ApiError(holder.has_email ? 'email_taken' : 'external_id_taken', { extra })
}
