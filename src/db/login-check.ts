import { ApiError } from '../errors.ts'
import type { DatabaseEnv } from './client.ts'
import { excessPrivileges } from './readiness.ts'

/** How long a result holds. The first request of an isolate waits for the check; later ones repeat it in background. */
const PASSED_MS = 300_000
const FAILED_MS = 5_000
/** After this time, a check that has no result is started again: its request may have been killed. */
const LOST_MS = 6_000

/** Refuses to serve with a login role whose privileges are not exactly the required ones. */
export class LoginCheck {
  #result: Promise<string[]> | undefined
  /** Whether a check has ended with a result. */
  #isKnown = false
  #until = 0

  /** Errors: `not_ready`, with the privileges in the log; `database_unavailable`. */
  async require(env: DatabaseEnv, waitUntil: (work: Promise<unknown>) => void): Promise<void> {
    if (Date.now() >= this.#until) {
      // Goes on if the client disconnects, because other requests wait for it too.
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
