import { type SQL, sql } from 'drizzle-orm'
import { ApiError } from '../errors.ts'

/** A customer with all that is embedded. One statement, and the lists as JSON: a join would multiply them. */
export function customerWhere(condition: SQL): SQL {
  return sql`
    select c.*,
           (select coalesce(jsonb_agg(to_jsonb(s) order by s.created_at desc, s.id desc), '[]')
              from subscriptions s where s.tenant_id = c.tenant_id and s.customer_id = c.id) as subscriptions,
           (select coalesce(jsonb_agg(to_jsonb(i) order by i.created_at desc, i.id desc), '[]')
              from instances i where i.tenant_id = c.tenant_id and i.customer_id = c.id) as instances
      from customers c
     where ${condition}`
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
    select id, coalesce(email_key = lower(${email ?? null}::text collate "C"), false) as has_email
      from customers
     where archived_at is null and not (${except})
       and (email_key = lower(${email ?? null}::text collate "C") or external_id = ${externalId ?? null})
     order by has_email desc limit 1`
}

/** The error for what a unique index refused; the email is named first. */
export function taken(holder: Holder | undefined): ApiError {
  if (!holder) return new ApiError('conflict', { detail: 'Another request changed the same customer. Try again.' })
  const extra = { existing_customer_id: holder.id }
  return new ApiError(holder.has_email ? 'email_taken' : 'external_id_taken', { extra })
}
