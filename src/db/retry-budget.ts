/** Retries that are available at first. */
const INITIAL = 2
/** Retries that each call adds. In an outage, the API thus sends at most 1.1 times as many requests. */
const PER_CALL = 0.05
/** Maximum number of available retries, reached while retries succeed. */
const MAXIMUM = 50

/**
 * Limits the retries of an isolate, so that they do not multiply the load on a database that is down. A successful
 * retry allows two more, so many requests survive a brief interruption; a failed one allows none.
 */
export class RetryBudget {
  #available = INITIAL

  /** Counts a call's first attempt. */
  call(): void {
    if (this.#available < INITIAL) this.#available = Math.min(INITIAL, this.#available + PER_CALL)
  }

  /** Takes one retry, if one is available. */
  take(): boolean {
    if (this.#available < 1) return false
    this.#available -= 1
    return true
  }

  /** Records the outcome of a retry. */
  end(hasResponded: boolean): void {
    this.#available = Math.min(hasResponded ? MAXIMUM : INITIAL, this.#available + (hasResponded ? 2 : 0))
  }
}
