import { type SQL, sql } from 'drizzle-orm'
import { generateKey, hashKey, type KeyMode, visibleParts } from '../auth/key.ts'
import { ApiError } from '../errors.ts'

/** The columns that a key is shown with. Named one by one: the hash is not to be had, so `*` would be refused. */
export const shown = sql`
  id, name, prefix, last_four, role, customer_id, scopes, expires_at, revoked_at, last_used_at, replaced_by, created_at,
  case when revoked_at is not null then 'revoked' when expires_at <= now() then 'expired' else 'active' end as state`

/** A new key: its text for the answer, and for the row what is kept of it. */
export async function newKey(mode: KeyMode) {
  const key = generateKey(mode)
  const { prefix, lastFour } = visibleParts(key)
  return { key, row: sql`${`\\x${await hashKey(key)}`}::bytea, ${prefix}, ${lastFour}` }
}

/**
 * Of a list of scopes, as a query, those that the calling key lacks. Asked of its row and not of what a cache said,
 * because what is given outlives the cache.
 */
export function lackingOf(scopes: SQL): SQL {
  return sql`
    select scope from api_keys caller cross join unnest(${scopes}) scope
     where caller.id = app.key_id() and not caller.scopes && array['*', scope]`
}

/** Whether the calling key was rotated. In its grace it works on, but keys are its successor's to manage. */
export const callerIsRotated = sql`
  exists (select from api_keys caller where caller.id = app.key_id() and caller.replaced_by is not null)`

/** Errors: 409 for a caller that was rotated. */
export function refuseRotated(isRotated: boolean): void {
  if (isRotated) throw new ApiError('conflict', { detail: 'This key was rotated; manage keys with its successor.' })
}

/** Errors: 403 where the caller would get a key that can do more than its own. */
export function refuseLacking(lacking: readonly string[]): void {
  if (lacking.length === 0) return
  const detail = `A key can give the scopes that it has itself; this one lacks ${lacking.join(', ')}.`
  throw new ApiError('insufficient_scope', { detail })
}
