import { CHANGED_CONCURRENTLY } from '../../customers/queries.ts'
import { CONCURRENT_CHANGE, CUSTOMER_ARCHIVED, type INVALID } from '../../errors/api-error.ts'
import { type ErrorCode, errorEntry } from '../../errors/codes.ts'
import { RULE_KEY_TAKEN } from '../../rules/errors.ts'
import { type Fault, faultInWords } from './validation.ts'

// Errors of the API address programs. Pages show them in the words of staff, whichever form or page they are about.

/** The body of an error of the API. */
export interface Failure {
  readonly code?: string
  readonly detail?: string | readonly Fault[]
  readonly [field: string]: unknown
}

export interface Words {
  /** The field that is wrong, if it is one. */
  field?: string
  /** What is wrong, without a period. */
  text: string
  /** That nothing was changed, if that is certain and not obvious. */
  promise?: string
  /** What to do about it, in sentences. */
  advice?: string
}

const UNCHANGED = 'so nothing was changed'
const SOON = 'Try again in a minute.'
const RESEND = 'send the form again without editing it. The change is made only once.'
const ASK = 'Ask the person who manages the API at your company.'
const REPORT = 'If it happens again, tell the person who manages the API at your company.'

/** The codes that no form or page of the dashboard can get: of Stripe events, and of addresses. */
type Unreachable = 'signature_invalid' | 'event_invalid' | 'account_unknown' | `webhook_${string}`

type Reachable = Exclude<ErrorCode, Unreachable> | typeof INVALID

const WORDS: Record<Reachable, Words | ((failure: Failure) => Words)> = {
  invalid_request: ({ detail }) => ({ text: Array.isArray(detail) ? detail.map(faultAt).join('; ') : 'Invalid' }),
  idempotency_key_invalid: { text: 'The form is not complete', promise: UNCHANGED, advice: 'Open its page again.' },
  unauthenticated: { text: 'Your session has ended, because the key was revoked or has expired' },
  admin_required: { text: 'This requires an admin key' },
  insufficient_scope: byDetail,
  tenant_suspended: { text: 'The access of your company is suspended', advice: ASK },
  not_found: byDetail,
  route_not_found: { text: 'This page does not exist' },
  method_not_allowed: { text: 'This page cannot receive a form' },
  request_timeout: { text: 'The form took too long to arrive', promise: UNCHANGED, advice: 'Try again.' },
  email_taken: { field: 'email', text: 'Another customer already has this email' },
  external_id_taken: { field: 'external_id', text: 'Another customer already has this external id' },
  archived: { field: 'external_id', text: 'An archived customer has this external id' },
  conflict: byDetail,
  idempotency_in_progress: { text: 'Your change is still being saved', advice: `Wait a moment, then ${RESEND}` },
  precondition_failed: {
    text: 'Someone else has made a change since you opened this page',
    advice: 'Check the current values, then try again.',
  },
  body_too_large: {
    text: 'The form is too large',
    promise: UNCHANGED,
    advice: 'Go back and shorten what you entered.',
  },
  unsupported_media_type: { text: 'The form could not be read', promise: UNCHANGED, advice: 'Open its page again.' },
  idempotency_key_reused: {
    text: 'An earlier attempt with other values may have been saved',
    advice: 'Check the saved values before you try again.',
  },
  rate_limited: { text: 'Too many requests were sent', promise: UNCHANGED, advice: SOON },
  internal_error: { text: 'An unexpected error occurred', advice: REPORT },
  not_ready: { text: 'The service is not set up correctly', promise: UNCHANGED, advice: ASK },
  rate_limiter_unavailable: { text: 'Keys cannot be created or rotated at the moment', advice: SOON },
  database_unavailable: {
    text: 'The stored data could not be reached, or it took too long',
    promise: 'and nothing was changed',
    advice: SOON,
  },
  outcome_unknown: { text: 'Your change may or may not have been saved', advice: `To be sure, ${RESEND}` },
}

const MEANWHILE: Words = { text: 'Someone else changed it at the same time', promise: UNCHANGED, advice: SOON }

/** Details of codes that have several. Those that are not listed are in plain words. */
const DETAILS: Record<string, Words> = {
  [RULE_KEY_TAKEN]: { field: 'rule_key', text: 'Another rule already has this key' },
  [CUSTOMER_ARCHIVED]: { text: 'The customer is archived', advice: 'Restore it first.' },
  [CHANGED_CONCURRENTLY]: MEANWHILE,
  [CONCURRENT_CHANGE]: MEANWHILE,
  [errorEntry('conflict').detail]: { text: 'Its current state does not allow this change' },
}

function byDetail({ code, detail }: Failure): Words {
  const text = typeof detail === 'string' ? detail : errorEntry(code as ErrorCode).detail
  return DETAILS[text] ?? { text: text.replace(/\.$/, '') }
}

const UNKNOWN: Words = { text: 'The request was rejected', advice: 'Open the page again, and try once more.' }

const faultAt = (fault: Fault) => `${fault.loc.slice(1).join('.') || fault.loc[0]}: ${faultInWords(fault)}`

/** What an error of the API means to staff. */
export function wordsFor(failure: Failure): Words {
  const words = Object.hasOwn(WORDS, failure.code ?? '') ? WORDS[failure.code as Reachable] : UNKNOWN
  return typeof words === 'function' ? words(failure) : words
}

/** Everything about an error, in sentences. The promise is left out if another attempt may have changed something. */
export function sentencesFor(failure: Failure, isPromised = true): string {
  const { text, promise, advice } = wordsFor(failure)
  return [`${promise !== undefined && isPromised ? `${text}, ${promise}` : text}.`, advice].filter(Boolean).join(' ')
}
