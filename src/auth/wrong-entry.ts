import type { CachedCaller } from './cached-caller.ts'
import type { Caller } from './policy.ts'
import type { StoredKey } from './stored-keys.ts'

/** Fields of a key that never change. */
const FIXED = ['tenantId', 'keyId', 'role', 'customerId', 'scopes'] as const satisfies (keyof Caller)[]

/**
 * Logs an error if a cache entry never matched its key, so someone or something else wrote it. An outdated entry is not
 * an error: the key may have been revoked, expire earlier, or have another rate limit.
 */
export function reportIfWrong(cached: CachedCaller, stored: StoredKey | undefined, requestId: string): void {
  if (stored === null) return
  const wrong: string[] = stored === undefined ? ['keyId'] : wrongFields(cached.caller, stored.caller)
  if (wrong.length === 0) return
  const line = {
    level: 'error',
    failure: 'the cache entry of an API key was wrong',
    fields: wrong,
    request_id: requestId,
    key_id: stored?.caller.keyId ?? cached.caller.keyId,
  }
  console.log(JSON.stringify(line))
}

function wrongFields(cached: Caller, stored: Caller): string[] {
  const expiry = ({ expiresAt }: Caller) => (expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt))
  const differing: string[] = FIXED.filter((name) => String(cached[name]) !== String(stored[name]))
  return expiry(cached) < expiry(stored) ? [...differing, 'expiresAt'] : differing
}
