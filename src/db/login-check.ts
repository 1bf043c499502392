import { ApiError } from '../errors.ts'
import type { DatabaseEnv } from './client.ts'
import { excessPrivileges } from './readiness.ts'

/** How long a result holds. The first request of an isolate waits for the check; later ones repeat it in background. */
const PASSED_MS = 300_000
const FAILED_MS = 5_000

/** Refuses to serve with a login role whose privileges are not exactly the required ones. */
export class LoginCheck {
  #result: Promise<string[]> | undefined
  #until = 0

  /** Errors: `not_ready`, with the privileges in the log; `database_unavailable`. */
  async require(env: DatabaseEnv, waitUntil: (work: Promise<unknown>) => void): Promise<void> {
    const known = this.#result
    if (Date.now() >= this.#until) {
      // Goes on if the client disconnects, because other requests wait for it too.
      waitUntil(this.#start(env).catch(() => undefined))
    }
    const excesses = await (known ?? this.#result ?? [])
    if (excesses.length > 0) throw new ApiError('not_ready', { reason: excesses.join('; ') })
  }

  /** A failed check leaves no result, so the next request repeats it. */
  #start(env: DatabaseEnv): Promise<string[]> {
    this.#until = Number.POSITIVE_INFINITY
    const running = excessPrivileges(env)
    this.#result ??= running
    running.then(
      (excesses) => {
        this.#result = running
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
