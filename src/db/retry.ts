import type { Access } from './client.ts'
import type { Deadline } from './deadline.ts'
import type { Attempt } from './exchange.ts'
import { DatabaseFailure, errorOf, failureOf, isUniqueViolation, wasOvertaken } from './failure.ts'
import { RetryBudget } from './retry-budget.ts'

/**
 * Maximum duration of one attempt, in milliseconds. It leaves time for another one before the deadline. The database
 * gives up after 3.5 seconds: see `migrations/0001_roles.sql`.
 */
const ATTEMPT_MS = 4_000
/** With less time left, no attempt is made. */
const MINIMUM_MS = 300
const MAX_RETRIES = 2
/** Average wait before the first retry, in milliseconds; three times as long before the second. */
const WAIT_MS = 50
/** How often a retry checks the budget again, each time after an average wait. */
const MAX_LOOKS = 10

/** What a call to the database does, and how long it may take. */
export interface Call {
  access: Access
  /** Whether repeating a write has no further effect, so that it may be retried whatever its outcome. */
  repeatable: boolean
  deadline: Deadline
}

const budget = new RetryBudget()

/**
 * Makes attempts until one succeeds, as long as another can help and is safe: a read or a repeatable write after every
 * temporary failure, any other write only if it certainly changed nothing. Errors: `database_unavailable`,
 * `outcome_unknown`, `conflict`, and the errors of the statements.
 */
export async function withRetries<Result>(call: Call, run: (attempt: Attempt) => Promise<Result>): Promise<Result> {
  const { access, repeatable, deadline } = call
  const retry = new Retry(deadline)
  let isUnchanged = true
  budget.call()
  while (true) {
    const attempt: Attempt = { limit: Math.min(deadline.left, ATTEMPT_MS), hasResponse: false }
    try {
      if (attempt.limit < MINIMUM_MS) throw new DatabaseFailure('timeout', { isUnchanged: true, isTransient: false })
      const result = await run(attempt)
      retry.end(true)
      return result
    } catch (thrown) {
      const error = failureOf(thrown, attempt.hasResponse, access)
      const isFailure = error instanceof DatabaseFailure
      retry.end(!isFailure || wasOvertaken(error))
      if (!isFailure) throw error
      const isSafe = access === 'read' || repeatable || error.isUnchanged
      isUnchanged &&= access === 'read' || error.isUnchanged
      if (!isSafe || !(await retry.begin(error))) throw errorOf(error, { isUnchanged, repeatable })
    }
  }
}

/** The retries of one call. */
class Retry {
  readonly #deadline: Deadline
  #count = 0
  #isFromBudget = false

  constructor(deadline: Deadline) {
    this.#deadline = deadline
  }

  /** Waits until another attempt is due. False if there should be none. */
  async begin(failure: DatabaseFailure): Promise<boolean> {
    const { isTransient, retryAfter = 0, reason } = failure
    if (!isTransient || this.#count >= (isUniqueViolation(failure) ? 1 : MAX_RETRIES)) return false
    const wait = Math.max(jittered(WAIT_MS * 3 ** this.#count), retryAfter * 1_000)
    if (wait + MINIMUM_MS > this.#deadline.left) return false
    await sleep(wait)
    // The database responds, so repeating an overtaken attempt adds no load to an outage.
    this.#isFromBudget = !wasOvertaken(failure)
    if (this.#isFromBudget && !(await this.#room())) return false
    this.#count += 1
    this.#deadline.retried.push(reason)
    return true
  }

  /** Reports whether the database responded to the attempt. */
  end(hasResponded: boolean): void {
    if (this.#isFromBudget) budget.end(hasResponded)
    this.#isFromBudget = false
  }

  /** Waits until the budget allows a retry: other retries that succeed add to it. */
  async #room(): Promise<boolean> {
    for (let looks = 0; !budget.take(); looks += 1) {
      if (looks === MAX_LOOKS || this.#deadline.left < 2 * MINIMUM_MS) return false
      await sleep(jittered(WAIT_MS))
    }
    return true
  }
}

/** Between half and one and a half times the average. */
function jittered(average: number): number {
  return average * (0.5 + Math.random())
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
