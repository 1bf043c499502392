import type { KVNamespace } from '@cloudflare/workers-types'
import type { DatabaseEnv } from '../db/client.ts'
import type { Deadline } from '../db/deadline.ts'
import { queryAsLogin } from '../db/login-db.ts'
import type { apiKeys } from '../db/schema.ts'
import { sql } from '../db/sql.ts'
import type { Caller } from './policy.ts'

/** KV's minimum expiration time, in seconds. */
const KV_SECONDS = 60
const MEMORY_MS = 30_000
/** A rejected key is cached only in this isolate, and only briefly. */
const REJECTED_MS = 5_000
const MEMORY_ENTRIES = 1_000

/** What a lookup can use besides this isolate's memory. */
export interface Sources {
  env: DatabaseEnv & { KEYS: KVNamespace }
  waitUntil: (work: Promise<unknown>) => void
  /** When the request must have its response. */
  deadline: Deadline
}

/**
 * Looks up the caller of a key in memory, then KV, then the database. It only identifies the caller, to reject requests
 * early. Every transaction checks again whether the key is still active, so a stale entry is never unsafe.
 */
export class KeyLookup {
  readonly #memory = new Map<string, { caller: Caller | null; until: number }>()

  /** Null for a key that does not exist, is revoked or has expired. `hash` is the key's SHA-256 in hexadecimal. */
  async find(hash: string, sources: Sources): Promise<Caller | null> {
    const remembered = this.#memory.get(hash)
    if (remembered && remembered.until > Date.now()) return unlessExpired(remembered.caller)

    const cached = await readCache(sources.env.KEYS, hash)
    if (cached) return unlessExpired(this.#remember(hash, cached))

    const caller = await readDatabase(sources, hash)
    if (caller) sources.waitUntil(writeCache(sources.env.KEYS, hash, caller))
    return this.#remember(hash, caller)
  }

  /** Drops a key that the database has just rejected. */
  forget(hash: string, sources: Sources): void {
    this.#remember(hash, null)
    sources.waitUntil(sources.env.KEYS.delete(cacheKey(hash)).catch(() => undefined))
  }

  /**
   * Drops a key that was revoked or rotated from the caches, if this isolate knows it, so that its next use is looked
   * up again.
   */
  refresh(keyId: string, sources: Sources): void {
    for (const [hash, { caller }] of this.#memory) {
      if (caller?.keyId !== keyId) continue
      this.#memory.delete(hash)
      sources.waitUntil(sources.env.KEYS.delete(cacheKey(hash)).catch(() => undefined))
    }
  }

  #remember(hash: string, caller: Caller | null): Caller | null {
    if (this.#memory.size >= MEMORY_ENTRIES) {
      const oldest = this.#memory.keys().next()
      if (!oldest.done) this.#memory.delete(oldest.value)
    }
    const ttl = caller ? MEMORY_MS : REJECTED_MS
    this.#memory.delete(hash)
    this.#memory.set(hash, { caller, until: Date.now() + ttl })
    return caller
  }
}

function unlessExpired(caller: Caller | null): Caller | null {
  const expired = caller?.expiresAt && Date.parse(caller.expiresAt) <= Date.now()
  return expired ? null : caller
}

const cacheKey = (hash: string) => `key:${hash}`

/** An unreachable KV or an entry from another release counts as a miss, not a failure. */
async function readCache(kv: KVNamespace, hash: string): Promise<Caller | null> {
  const entry = await kv.get<Caller>(cacheKey(hash), 'json').catch(() => null)
  return entry?.tenantId && entry.keyId && entry.role && Array.isArray(entry.scopes) ? entry : null
}

async function writeCache(kv: KVNamespace, hash: string, caller: Caller): Promise<void> {
  await kv.put(cacheKey(hash), JSON.stringify(caller), { expirationTtl: KV_SECONDS }).catch(() => undefined)
}

async function readDatabase({ env, deadline }: Sources, hash: string): Promise<Caller | null> {
  const [row] = await queryAsLogin(
    env,
    sql<CallerRow>`select key_id as id, tenant_id, role, customer_id, scopes, expires_at
                     from app.find_key(${`\\x${hash}`}::bytea)`,
    deadline,
  )
  return row ? presentCaller(row) : null
}

type CallerRow = Pick<
  typeof apiKeys.$inferSelect,
  'id' | 'tenant_id' | 'role' | 'customer_id' | 'scopes' | 'expires_at'
>

/** The caller of a key's row. */
export function presentCaller(row: CallerRow): Caller {
  return {
    tenantId: row.tenant_id,
    keyId: row.id,
    role: row.role,
    customerId: row.customer_id,
    scopes: row.scopes,
    expiresAt: row.expires_at && new Date(row.expires_at).toISOString(),
  }
}
