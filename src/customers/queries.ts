import type { customers } from '../db/schema.ts'
import { type SQL, sql } from '../db/sql.ts'
import { ApiError, notFound } from '../errors/api-error.ts'
import type { CustomerRow } from './customer.ts'
import type { CustomerUpdate } from './fields.ts'
import { splitMetadata } from './metadata.ts'

/**
 * Selects a customer, if it meets the condition, with its embedded resources in one statement. The lists are JSON,
 * because a join would multiply them.
 */
export function selectCustomer(id: string | SQL, condition: SQL = sql`true`): SQL<CustomerRow> {
  return sql`
    select c.*, embedded.subscriptions, embedded.instances
      from app.customer_by_id(${id}::uuid) c, app.customer_details(c.id) embedded where ${condition}`
}

/** The same for those of several customers that are not archived. */
export function selectActive(ids: readonly string[]): SQL<CustomerRow> {
  return sql`
    select c.*, embedded.subscriptions, embedded.instances
      from unnest(${`{${ids.join(',')}}`}::uuid[]) chosen, app.customer_by_id(chosen) c,
           app.customer_details(c.id) embedded
     where c.archived_at is null`
}

/** The columns that a clone copies from its source. */
export const SETUP_COLUMNS = ['industry', 'country_code', 'currency', 'locale', 'timezone'] as const
/** The columns of a new customer that a caller can set. */
export const INPUT_COLUMNS = ['company_name', 'email', ...SETUP_COLUMNS, 'external_id', 'metadata'] as const

/** Column names, separated by commas. */
export function columnList(names: readonly string[]): SQL {
  return sql.join(
    names.map((name) => sql.identifier(name)),
    sql`, `,
  )
}

/** `INPUT_COLUMNS` as SQL. */
export const INPUT_COLUMN_LIST = columnList(INPUT_COLUMNS)

/** The values of a new customer, in the order of `INPUT_COLUMNS`. */
export function valuesOf(input: CustomerUpdate): SQL {
  const row = { ...input, metadata: splitMetadata(input.metadata).set }
  return sql.join(
    INPUT_COLUMNS.map((name) => (name === 'metadata' ? sql`${row[name]}::jsonb` : sql`${row[name] ?? null}`)),
    sql`, `,
  )
}

/**
 * For the `from` of a statement that gives a customer these values: takes the locks that must precede row locks, as
 * `migrations/0015_lock_order.sql` explains. Yields one row whose columns are not used.
 */
export function valueLocks(email: string | null | undefined, externalId: string | null | undefined): SQL {
  if (!email && !externalId) return sql`(select) locked`
  return sql`app.lock_values(array[${email ?? null}]::text[], array[${externalId ?? null}]::text[]) locked`
}

/** Condition on the customers that an operation sees: only active ones, unless archived ones are requested. */
export const visible = (includeArchived: boolean): SQL => (includeArchived ? sql`true` : sql`archived_at is null`)

/** The id of the customer with this external id. */
export function idOfCurrent(externalId: string): SQL {
  return sql`(select id from customers where external_id = ${externalId} and archived_at is null)`
}

/** The same or, without one, the id of the customer with this external id that was archived last. */
export function idOfExternal(externalId: string): SQL {
  return sql`(select coalesce(${idOfCurrent(externalId)}, app.archived_customer(${externalId})))`
}

type Archivable = Pick<typeof customers.$inferSelect, 'archived_at'>

/** The customer, if it exists and is not archived, or archived ones are included. Errors: `not_found`. */
export function requireVisible<Row extends Archivable>(row: Row | undefined, includeArchived: boolean): Row {
  if (!row) throw notFound('customer')
  if (row.archived_at !== null && !includeArchived) throw notFound('customer', { isArchived: true })
  return row
}

/** The customer, if it exists and is not archived. Errors: `not_found`. */
export const requireActive = <Row extends Archivable>(row: Row | undefined): Row => requireVisible(row, false)

/** A customer that already uses the email or the external id. */
export type Conflict = Pick<typeof customers.$inferSelect, 'id'> & { by_email: boolean }

/**
 * A separate statement after the one that hit the conflict, so that it sees concurrent commits. `except` excludes the
 * customer that may use the values.
 */
export function selectConflict(
  email: string | null | undefined,
  externalId: string | null | undefined,
  except = sql`false`,
): SQL<Conflict> {
  return sql`
    select id, by_email from app.conflicting_customers(${email ?? null}, ${externalId ?? null}) conflict
     where not (${except}) order by by_email desc limit 1`
}

/** The error codes of unique violations. */
export const CONFLICT_CODES = ['email_taken', 'external_id_taken', 'conflict'] as const

/** The error code of a unique violation; a conflict on email takes precedence. */
export function conflictCode(conflict: Conflict | undefined): (typeof CONFLICT_CODES)[number] {
  if (!conflict) return 'conflict'
  return conflict.by_email ? 'email_taken' : 'external_id_taken'
}

/** The detail of a conflict with a request that has been rolled back or changed again since. */
export const CHANGED_CONCURRENTLY = 'A concurrent request changed the same customer. Try again.'

/** The error for a unique violation. */
export function conflictError(conflict: Conflict | undefined): ApiError {
  if (conflict) return new ApiError(conflictCode(conflict), { extra: { existing_customer_id: conflict.id } })
  return new ApiError('conflict', { detail: CHANGED_CONCURRENTLY })
}

/** The error for an external id of an archived customer. */
export function archivedError(id: string): ApiError {
  return new ApiError('archived', { extra: { existing_customer_id: id } })
}
