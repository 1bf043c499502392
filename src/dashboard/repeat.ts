import type { Submission } from './submission.ts'
import { sentencesFor } from './words/failures.ts'

/** A form that may have taken effect. Sending it again with the same idempotency key has no further effect. */
export interface Repeat {
  /** The address that the form is sent to. */
  action: string
  key: string
}

/** Whether a form may have taken effect, after a response of the API. `before`: whether it may have before. */
export function mayBeDone(before: boolean, { status, body }: { status: number; body: unknown }): boolean {
  const { code } = Object(body) as { code?: unknown }
  if (status >= 500 || code === 'idempotency_in_progress') return true
  // These responses say nothing about an earlier attempt.
  return before && (status === 429 || code === 'invalid_request')
}

/** The submission without the promise that nothing was changed, for a form of which a part may have taken effect. */
export function withoutPromise(submission: Submission): Submission {
  const { summary, failure } = submission
  return summary === sentencesFor(failure) ? { ...submission, summary: sentencesFor(failure, false) } : submission
}
