import type { RateLimit } from '@cloudflare/workers-types'
import { ApiError } from '../errors/api-error.ts'
import { LATE, within } from './time-limit.ts'

/**
 * How many requests a key may send in 60 seconds, by its rate limit in the database. Each number is the limit of a
 * binding in `wrangler.toml`, which cannot be read at run time. Cloudflare counts per location.
 */
export const RATE_LIMITS = {
  standard: { reads: 600, writes: 120 },
  high: { reads: 6_000, writes: 1_200 },
  highest: { reads: 60_000, writes: 12_000 },
} as const
export const FAILED_AUTHENTICATIONS = 60
export const PERIOD_SECONDS = 60

export type RateLimitName = keyof typeof RATE_LIMITS
export type RequestKind = keyof (typeof RATE_LIMITS)[RateLimitName]

/** The bindings that count: one for each limit, because a binding's limit is fixed. */
export type RateLimitBindings = Record<
  Uppercase<`${RequestKind}_${RateLimitName}`> | 'FAILED_AUTHENTICATIONS',
  RateLimit
>

/** The limit that applies to a request. */
export interface AppliedLimit {
  kind: RequestKind
  name: RateLimitName
}

/** Milliseconds after which the limiter counts as failed. */
const LIMITER_MS = 100

/** The limiter's verdict: `failed` if it did not respond in time. */
export type Verdict = 'allowed' | 'exceeded' | 'failed'

/**
 * Counts a request of a key. If the limiter fails, the request is served, unless it must be counted.
 * Errors: `rate_limited`, `rate_limiter_unavailable`.
 */
export async function requireAllowed(
  bindings: RateLimitBindings,
  limit: AppliedLimit,
  keyId: string,
  mustCount = false,
): Promise<Verdict> {
  const { kind, name } = limit
  const binding = `${kind}_${name}`.toUpperCase() as keyof RateLimitBindings
  // Bindings may share counters, so each uses different names.
  const verdict = await count(bindings, binding, `${kind} ${name} ${keyId}`)
  if (verdict === 'failed' && mustCount) throw new ApiError('rate_limiter_unavailable')
  if (verdict === 'exceeded') {
    const detail = `The API key has sent more than ${RATE_LIMITS[name][kind]} ${kind} in ${PERIOD_SECONDS} seconds.`
    throw new ApiError('rate_limited', { detail })
  }
  return verdict
}

/** Counts a request from an address that could not be authenticated. */
export function countFailedAuthentication(bindings: RateLimitBindings, address: string) {
  return count(bindings, 'FAILED_AUTHENTICATIONS', `failed ${address}`)
}

async function count(bindings: RateLimitBindings, name: keyof RateLimitBindings, key: string): Promise<Verdict> {
  try {
    const outcome = await within(LIMITER_MS, bindings[name].limit({ key }))
    if (outcome === LATE || typeof outcome.success !== 'boolean') return 'failed'
    return outcome.success ? 'allowed' : 'exceeded'
  } catch {
    return 'failed'
  }
}

/** The value of `RateLimit-Policy` without a valid key: how many such requests an address may send. */
export const addressPolicy = `"failed-authentications";q=${FAILED_AUTHENTICATIONS};w=${PERIOD_SECONDS}`

/**
 * The value of `RateLimit-Policy`: the limit of a request, without the number of remaining requests, which the bindings
 * do not report.
 */
export function rateLimitPolicy({ kind, name }: AppliedLimit): string {
  return `"${kind}";q=${RATE_LIMITS[name][kind]};w=${PERIOD_SECONDS}`
}
