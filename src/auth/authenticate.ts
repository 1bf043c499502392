import { findReplay, type IdempotentRequest, type Replay } from '../db/idempotency.ts'
import { ApiError } from '../errors/api-error.ts'
import { Identity } from './identity.ts'
import type { Found, Sources } from './lookup.ts'
import type { Shared } from './shared.ts'
import { presentCaller } from './stored-keys.ts'

export interface Authenticated {
  identity: Identity
  /** The request and its stored result, if the caller was found through it. */
  idempotent?: IdempotentRequest
  replay?: Replay
}

/**
 * Finds the caller of a key. A key that is no longer active is accepted only to repeat the request that ended it, whose
 * response may have been lost: `identify` returns that request if it has an idempotency key.
 * Errors: `unauthenticated`, `rate_limited`, `database_unavailable`; those of `findReplay`.
 */
export async function authenticate(
  { keys, addresses }: Pick<Shared, 'keys' | 'addresses'>,
  hash: string,
  sources: Sources,
  identify: () => Promise<IdempotentRequest | undefined>,
): Promise<Authenticated> {
  const identityOf = (found: Found) => new Identity(found, () => keys.reload(hash, sources))
  const found = await keys.find(hash, sources)
  if (found) return { identity: identityOf(found) }

  const { env, address, deadline } = sources
  const idempotent = keys.hasEnded(hash) ? await deadline.excluding(identify) : undefined
  // Limited like other lookups of invalid keys.
  const replay = idempotent && addresses.allows(address) && (await findReplay(env, idempotent, deadline))
  if (!replay) throw new ApiError('unauthenticated')
  const caller = presentCaller({ ...replay.caller, expires_at: null })
  return { identity: identityOf({ caller, source: 'database' }), idempotent, replay }
}
