import type { CallerSecrets } from '../auth/caller-secret.ts'
import { generateKey, type KeyMode, storedParts } from '../auth/key.ts'
import { type SQL, sql } from '../db/sql.ts'
import { ApiError } from '../errors/api-error.ts'
import { sortingQuery } from '../paging/page.ts'
import { CREATED_AT, type ListSource, type Order } from '../paging/statement.ts'

/** The sort column of each `sort_by` value. */
const ORDERS = {
  created_at: CREATED_AT,
} as const satisfies Record<string, Order>

/** Sorting parameters of the list. */
export const sorting = sortingQuery(ORDERS, 'Sort field: time of creation.')

/**
 * The columns of a key to return. They are listed one by one because the role cannot select the hash, so `*` would
 * fail. The use of the calling key is recorded in the background, perhaps after it is read here.
 */
export const KEY_COLUMNS = sql`
  id, name, prefix, last_four, role, customer_id, scopes, rate_limit, expires_at, revoked_at, replaced_by, created_at,
  case when id = app.key_id() and (last_used_at > now() - interval '10 minutes') is not true then now()
       else last_used_at end as last_used_at,
  case when revoked_at is not null then 'revoked' when expires_at <= now() then 'expired' else 'active' end as state`

/** The tenant's keys of the mode, including expired and revoked ones. */
export function keysIn({ sort_by, sort_dir }: Sorting): ListSource {
  return {
    from: sql`(select ${KEY_COLUMNS} from api_keys) keys`,
    matching: sql`true`,
    order: ORDERS[sort_by],
    direction: sort_dir,
  }
}

interface Sorting {
  sort_by: keyof typeof ORDERS
  sort_dir: 'asc' | 'desc'
}

export interface GeneratedKey {
  /** The values of key_hash, prefix and last_four. */
  values: SQL
  /** The text, encrypted, so that a repeated request can return it again. */
  text: string
}

export async function generateKeyRow(mode: KeyMode, secrets: CallerSecrets): Promise<GeneratedKey> {
  const text = generateKey(mode)
  const { hash, prefix, lastFour } = await storedParts(text)
  return { values: sql`${`\\x${hash}`}::bytea, ${prefix}, ${lastFour}`, text: await secrets.encrypt(text) }
}

/**
 * A query for those of the given scopes that the calling key lacks. It reads the key's row, not a cache, because a
 * granted scope outlives the cache.
 */
export function missingScopes(scopes: SQL): SQL {
  return sql`
    select scope from api_keys caller cross join unnest(${scopes}) scope
     where caller.id = app.key_id() and not caller.scopes && array['*', scope]`
}

/**
 * Whether the calling key was rotated. It still works during its grace period, but only its successor can manage keys.
 */
export const callerIsRotated = sql`
  exists (select from api_keys caller where caller.id = app.key_id() and caller.replaced_by is not null)`

/** When the calling key expires; null if it does not. A key never outlives the key that created it. */
export const callerExpiry = sql`(select caller.expires_at from api_keys caller where caller.id = app.key_id())`

/** Errors: 409 for a caller that was rotated. */
export function requireNotRotated(isRotated: boolean | undefined): void {
  if (isRotated)
    throw new ApiError('conflict', { detail: 'This key has been rotated. Use its successor to manage keys.' })
}

/** Errors: 403 if the key to create or revoke has scopes that the calling key lacks. */
export function requireScopes(missing: readonly string[] = [], action: 'grant' | 'revoke' = 'grant'): void {
  if (missing.length === 0) return
  const allowed = { grant: 'only scopes that it holds', revoke: 'only keys whose scopes it holds' }[action]
  const detail = `A key can ${action} ${allowed}. This key lacks ${missing.join(', ')}.`
  throw new ApiError('insufficient_scope', { detail })
}

/** Active keys that can create other keys. */
export const isManager = sql`
  (role = 'admin' and scopes && '{*,api-keys:write}' and revoked_at is null
    and (expires_at is null or expires_at > now()))`

/** Whether a row is the last manager. A rotated key in its grace period does not remain: it expires soon. */
export const isLastManager = (id: string): SQL => sql`
  (${isManager}
    and not exists (select from api_keys where id <> ${id}::uuid and replaced_by is null and ${isManager}))`
