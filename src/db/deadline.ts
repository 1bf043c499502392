/** Time that one request may spend on key lookup and database, including retries, in milliseconds. */
const REQUEST_MS = 5_000

/** The time by which a request must have its response. Each request has one, shared by its key lookup and its batch. */
export class Deadline {
  /** Why calls to the database were repeated, one reason per retry. Written to the log. */
  readonly retried: string[] = []
  #at: number

  constructor(milliseconds = REQUEST_MS) {
    this.#at = Date.now() + milliseconds
  }

  /** Milliseconds left, at least 0. */
  get left(): number {
    return Math.max(0, this.#at - Date.now())
  }

  /** Runs work whose duration depends only on the client, such as receiving a body, without counting its time. */
  async excluding<Result>(work: () => Promise<Result>): Promise<Result> {
    const start = Date.now()
    try {
      return await work()
    } finally {
      this.#at += Date.now() - start
    }
  }
}
