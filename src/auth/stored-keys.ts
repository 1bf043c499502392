import type { DatabaseEnv } from '../db/client.ts'
import { Deadline } from '../db/deadline.ts'
import { queryAsLogin } from '../db/login-db.ts'
import type { apiKeys } from '../db/schema.ts'
import { type SQL, sql } from '../db/sql.ts'
import type { CachedCaller } from './cached-caller.ts'
import type { Caller } from './policy.ts'

/** An existing key in the database: its caller, or `null` if it is no longer active. */
export type StoredKey = CachedCaller | null

type CallerRow = Pick<
  typeof apiKeys.$inferSelect,
  'id' | 'tenant_id' | 'role' | 'customer_id' | 'scopes' | 'expires_at' | 'rate_limit'
>
type FoundRow = { hash: string; last_used_at: string | null } & (CallerRow | { id: null })

/** Reads keys by their hashes, SHA-256 in hexadecimal. Unknown hashes are missing from the result. */
export function readKeys(env: DatabaseEnv, hashes: string[], deadline: Deadline): Promise<Map<string, StoredKey>> {
  return find(env, deadline, sql`app.find_keys(${`{${hashes.map((hash) => `"\\\\x${hash}"`)}}`}::bytea[]) found`)
}

/** Records the use of a key, unless one was recorded in the last ten minutes, and reads the key. */
export async function recordUse(env: DatabaseEnv, hash: string): Promise<StoredKey | undefined> {
  const bytes = sql`${`\\x${hash}`}::bytea`
  const keys = await find(env, new Deadline(), sql`app.record_key_use(${bytes}), app.find_keys(array[${bytes}]) found`)
  return keys.get(hash)
}

async function find(env: DatabaseEnv, deadline: Deadline, source: SQL): Promise<Map<string, StoredKey>> {
  const rows = await queryAsLogin(
    env,
    sql<FoundRow>`
      select encode(found.key_hash, 'hex') as hash, found.key_id as id, found.tenant_id, found.role, found.customer_id,
             found.scopes, found.expires_at, found.rate_limit, found.last_used_at
        from ${source}`,
    deadline,
  )
  return new Map(rows.map((row) => [row.hash, row.id === null ? null : storedKey(row)]))
}

function storedKey(row: CallerRow & { last_used_at: string | null }): CachedCaller {
  return { caller: presentCaller(row), usedAt: row.last_used_at && new Date(row.last_used_at).toISOString() }
}

/** The caller of a key's row. */
export function presentCaller(row: CallerRow): Caller {
  return {
    tenantId: row.tenant_id,
    keyId: row.id,
    role: row.role,
    customerId: row.customer_id,
    scopes: row.scopes,
    rateLimit: row.rate_limit,
    expiresAt: row.expires_at && new Date(row.expires_at).toISOString(),
  }
}
