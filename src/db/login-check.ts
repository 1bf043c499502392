import { ApiError } from '../errors/api-error.ts'
import type { DatabaseEnv } from './client.ts'
import { excessPrivileges } from './readiness.ts'

/**
 * How long a result is valid. An isolate's first request waits for the check; later ones repeat it in the background.
 */
const PASSED_MS = 300_000
const FAILED_MS = 5_000
/** A check without a result is restarted after this time: its request may have been cancelled. */
const LOST_MS = 6_000

/** Rejects all requests if the login role does not have exactly the required privileges. */
export class LoginCheck {
  #result: Promise<string[]> | undefined
  /** Whether a check has ended with a result. */
  #isKnown = false
  #until = 0

  /** Errors: `not_ready`, with the privileges in the log; `database_unavailable`. */
  async require(env: DatabaseEnv, waitUntil: (work: Promise<unknown>) => void): Promise<void> {
    if (Date.now() >= this.#until) {
      // Continues if the client disconnects, because other requests wait for it too.
      waitUntil(this.#start(env).catch(() => undefined))
    }
    const excesses = await (this.#result ?? [])
    if (excesses.length > 0) throw new ApiError('not_ready', { reason: excesses.join('; ') })
  }

  /** A failed check leaves no result, so the next request repeats it. */
  #start(env: DatabaseEnv): Promise<string[]> {
    this.#until = Date.now() + LOST_MS
    const running = excessPrivileges(env)
    if (!this.#isKnown) this.#result = running
    running.then(
      (excesses) => {
        this.#result = running
        this.#isKnown = true
        this.#until = Date.now() + (excesses.length > 0 ? FAILED_MS : PASSED_MS)
      },
      () => {
        if (this.#result === running) this.#result = undefined
        this.#until = 0
      },
    )
    return running
  }
}
