import type { KVNamespace } from '@cloudflare/workers-types'
import type { DatabaseEnv } from '../db/client.ts'
import type { Deadline } from '../db/deadline.ts'
import { ApiError } from '../errors/api-error.ts'
import type { AddressLimit } from '../limits/address-limit.ts'
import { BoundedMap } from '../limits/bounded-map.ts'
import { InFlight } from '../limits/in-flight.ts'
import { LATE } from '../limits/time-limit.ts'
import type { CachedCaller } from './cached-caller.ts'
import { deleteFromCache, readCache, writeToCache } from './key-cache.ts'
import type { Caller } from './policy.ts'
import { readKeys, recordUse, type StoredKey } from './stored-keys.ts'
import { reportIfWrong } from './wrong-entry.ts'

const MEMORY_MS = 30_000
/** A rejected key is remembered only in this isolate, and only briefly. */
const REJECTED_MS = 5_000
const MEMORY_ENTRIES = 1_000
/** Interval between recordings of a key's use, and wait before a failed recording is repeated. */
const USE_MS = 600_000
const RETRY_MS = 60_000

/** What a lookup uses besides this isolate's memory, and who asks. */
export interface Sources {
  env: DatabaseEnv & { KEYS: KVNamespace }
  waitUntil: (work: Promise<unknown>) => void
  /** When the request must have its response. */
  deadline: Deadline
  /** As returned by `addressOf`. */
  address: string
  requestId: string
}

/** The caller of an active key, and where this isolate read it. Only a cache entry can be wrong. */
export interface Found {
  caller: Caller
  source: 'cache' | 'database'
}

interface Remembered {
  /** Undefined if no key has this hash; null if the key is no longer active. */
  key: StoredKey | undefined
  source: Found['source']
  until: number
}

/**
 * Looks up the caller of a key in memory, then KV, then the database. It only identifies the caller, to reject requests
 * early. Every transaction checks the key again, so a stale entry is never unsafe. A hash is a key's SHA-256 in
 * hexadecimal.
 */
export class KeyLookup {
  readonly #memory = new BoundedMap<Remembered>(MEMORY_ENTRIES)
  /** Separate, so that made-up keys do not evict valid ones. */
  readonly #rejected = new BoundedMap<Remembered>(MEMORY_ENTRIES)
  readonly #running = new InFlight<Remembered>()
  /** When the use of a key was last recorded. */
  readonly #uses = new BoundedMap<number>(MEMORY_ENTRIES)
  readonly #addresses: AddressLimit<StoredKey>

  constructor(addresses: AddressLimit<StoredKey>) {
    this.#addresses = addresses
  }

  /** Null for a key that does not exist or is no longer active. Errors: `rate_limited`, `database_unavailable`. */
  async find(hash: string, sources: Sources): Promise<Found | null> {
    const { key, source } = this.#recall(hash) ?? (await this.#once(hash, sources, () => this.#lookUp(hash, sources)))
    if (!key || hasExpired(key)) return null
    this.#noteUse(hash, key, sources)
    return { caller: key.caller, source }
  }

  /** Whether a key that was not found existed before. */
  hasEnded(hash: string): boolean {
    return this.#recall(hash)?.key !== undefined
  }

  /** Reads the key from the database and updates the caches. Errors: `database_unavailable`. */
  async reload(hash: string, sources: Sources): Promise<Caller | null> {
    const known = this.#recall(hash)
    const read = async () => {
      const keys = await readKeys(sources.env, [hash], sources.deadline)
      return this.#replace(hash, keys.get(hash), sources)
    }
    const { key } = known?.source === 'database' ? known : await this.#once(`reload ${hash}`, sources, read)
    return key?.caller ?? null
  }

  /** Drops a key that the database has just rejected. */
  forget(hash: string, sources: Sources): void {
    this.#remember(hash, null, 'database')
    sources.waitUntil(deleteFromCache(sources.env.KEYS, hash))
  }

  /**
   * Drops a key that was revoked or rotated from the caches, if this isolate knows it, so that its next use is looked
   * up again.
   */
  refresh(keyId: string, sources: Sources): void {
    for (const [hash, { key }] of this.#memory) {
      if (key?.caller.keyId !== keyId) continue
      this.#memory.delete(hash)
      sources.waitUntil(deleteFromCache(sources.env.KEYS, hash))
    }
  }

  async #lookUp(hash: string, sources: Sources): Promise<Remembered> {
    const { env, waitUntil, address, deadline } = sources
    const onLate = (entry: CachedCaller) => {
      if (!this.#recall(hash)) this.#remember(hash, entry, 'cache')
    }
    const cached = await readCache(env.KEYS, hash, { onLate, waitUntil })
    // Only the database may say that a key has expired.
    if (cached && !hasExpired(cached)) return this.#remember(hash, cached, 'cache')

    const read = (hashes: string[]) => readKeys(env, hashes, deadline)
    const stored = await this.#addresses.find(hash, { address, read, isFree: Boolean, waitUntil })
    if (cached) reportIfWrong(cached, stored, sources.requestId)
    // Recording the use of a key also stores its entry.
    if (stored && !this.#isUseDue(hash, stored)) waitUntil(writeToCache(env.KEYS, hash, stored))
    if (!stored && cached) waitUntil(deleteFromCache(env.KEYS, hash))
    return this.#remember(hash, stored, 'database')
  }

  /** Lets concurrent requests with the same key share a lookup. */
  async #once(name: string, { waitUntil, deadline }: Sources, work: () => Promise<Remembered>): Promise<Remembered> {
    const result = await this.#running.share(name, deadline.left, waitUntil, work)
    if (result === LATE) throw new ApiError('database_unavailable', { reason: 'timeout' })
    return result
  }

  /** Records the use of a key in the background, and corrects its cache entries. */
  #noteUse(hash: string, key: CachedCaller, sources: Sources): void {
    if (!this.#isUseDue(hash, key)) return
    this.#uses.set(hash, Date.now())
    const record = async () =>
      this.#replace(hash, await recordUse(sources.env, hash), sources, new Date().toISOString())
    sources.waitUntil(record().catch(() => this.#uses.set(hash, Date.now() - USE_MS + RETRY_MS)))
  }

  #isUseDue(hash: string, { usedAt }: CachedCaller): boolean {
    return Math.max(this.#uses.get(hash) ?? 0, usedAt ? Date.parse(usedAt) : 0) + USE_MS < Date.now()
  }

  /** Updates the cache entries of a key, and logs an error if they were wrong. */
  #replace(hash: string, stored: StoredKey | undefined, sources: Sources, usedAt = stored?.usedAt ?? null): Remembered {
    const { env, waitUntil, requestId } = sources
    const known = this.#recall(hash)
    if (known?.source === 'cache' && known.key) reportIfWrong(known.key, stored, requestId)
    waitUntil(stored ? writeToCache(env.KEYS, hash, { ...stored, usedAt }) : deleteFromCache(env.KEYS, hash))
    return this.#remember(hash, stored, 'database')
  }

  #recall(hash: string): Remembered | undefined {
    const remembered = this.#memory.get(hash) ?? this.#rejected.get(hash)
    return remembered && remembered.until > Date.now() ? remembered : undefined
  }

  #remember(hash: string, key: StoredKey | undefined, source: Found['source']): Remembered {
    this.#memory.delete(hash)
    this.#rejected.delete(hash)
    const remembered = { key, source, until: Date.now() + (key ? MEMORY_MS : REJECTED_MS) }
    const map = key ? this.#memory : this.#rejected
    map.set(hash, remembered)
    return remembered
  }
}

function hasExpired({ caller: { expiresAt } }: CachedCaller): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now()
}
