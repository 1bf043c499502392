/** How long a measurement counts, in milliseconds: much longer than a flood, during which every batch has to wait. */
const WINDOW_MS = 600_000

/**
 * Estimates how far away the database is: the shortest duration of a recent batch. A longer batch has waited or has
 * more to do.
 */
export class Distance {
  #windowEnds = 0
  #current: number | undefined
  #previous: number | undefined

  /** Adds the duration of a batch. */
  note(milliseconds: number): void {
    const now = Date.now()
    if (now >= this.#windowEnds) {
      this.#windowEnds = now + WINDOW_MS
      this.#previous = this.#current
      this.#current = undefined
    }
    this.#current = Math.min(milliseconds, this.#current ?? milliseconds)
  }

  /** Milliseconds; 0 if unknown. */
  get milliseconds(): number {
    return Math.min(this.#current ?? Number.POSITIVE_INFINITY, this.#previous ?? this.#current ?? 0)
  }
}
