import { ApiError } from '../errors/api-error.ts'
import type { Found } from './lookup.ts'
import type { Caller } from './policy.ts'

/** Rejections that a wrong cache entry can cause. */
const BY_ENTRY = ['unauthenticated', 'admin_required', 'insufficient_scope', 'rate_limited']

/** The caller of a request. Corrects itself if the cache entry was wrong, so that a valid key is never rejected. */
export class Identity {
  /** A copy, which is changed if it turns out to be wrong. */
  readonly caller: Caller
  #mayBeWrong: boolean
  readonly #reload: () => Promise<Caller | null>

  /** `reload` reads the caller from the database: null if the key is no longer active. */
  constructor({ caller, source }: Found, reload: () => Promise<Caller | null>) {
    this.caller = { ...caller }
    this.#mayBeWrong = source === 'cache'
    this.#reload = reload
  }

  /** Does the work, and repeats it with the true caller if it was rejected because the cache entry was wrong. */
  async withTrueCaller<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ApiError && BY_ENTRY.includes(error.code))) throw error
      const wasWrong = await this.correct().catch((failure) => {
        // The cache entry counts until the database has contradicted it.
        if (error.code === 'unauthenticated' || isUnauthenticated(failure)) throw failure
        return false
      })
      if (!wasWrong) throw error
      return work()
    }
  }

  /** Reads the caller from the database, at most once. Returns whether the cache entry was wrong. */
  async correct(): Promise<boolean> {
    if (!this.#mayBeWrong) return false
    const stored = await this.#reload()
    this.#mayBeWrong = false
    if (!stored) throw new ApiError('unauthenticated')
    const wrong = JSON.stringify(sorted(this.caller)) !== JSON.stringify(sorted(stored))
    Object.assign(this.caller, stored)
    return wrong
  }
}

const isUnauthenticated = (failure: unknown) => failure instanceof ApiError && failure.code === 'unauthenticated'

const sorted = (caller: Caller) => Object.entries(caller).sort()
