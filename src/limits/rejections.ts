import { ApiError } from '../errors/api-error.ts'
import { countFailedAuthentication, PERIOD_SECONDS, type RateLimitBindings } from './rate-limits.ts'
import { wait } from './time-limit.ts'

/** Delay of a rejection, in milliseconds, so that a client that retries at once does not occupy the Worker. */
const HOLD_MS = 1_000
/** Maximum number of delayed rejections. Further requests are rejected at once. */
const MAX_HELD = 1_000

/** Counts failed authentications, and slows down clients that exceed a limit. */
export class Rejections {
  /** When each delayed request is rejected, in order. An entry stays even if its client disconnects. */
  readonly #held: number[] = []
  readonly #addresses: { exhaust(address: string): void }

  constructor(addresses: { exhaust(address: string): void }) {
    this.#addresses = addresses
  }

  /** Does the work. If the client exceeds a limit, the error is thrown after a delay. */
  async slowDown<Result>(bindings: RateLimitBindings, address: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const rejected = error.code === 'unauthenticated' ? await this.#limited(error, bindings, address) : error
      if (rejected.code === 'rate_limited') await this.#hold()
      throw rejected
    }
  }

  async #limited(error: ApiError, bindings: RateLimitBindings, address: string): Promise<ApiError> {
    // If the limiter fails, the address gets the error that it would get below the limit.
    if ((await countFailedAuthentication(bindings, address)) !== 'exceeded') return error
    this.#addresses.exhaust(address)
    return new ApiError('rate_limited', {
      detail: 'Too many requests without a valid API key were sent from this address.',
      headers: { 'Retry-After': String(PERIOD_SECONDS) },
    })
  }

  async #hold(): Promise<void> {
    const now = Date.now()
    while (this.#held[0] !== undefined && this.#held[0] <= now) this.#held.shift()
    if (this.#held.length >= MAX_HELD) return
    this.#held.push(now + HOLD_MS)
    await wait(HOLD_MS)
  }
}
