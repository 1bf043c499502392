import type { ApiResult } from './action.ts'
import type { Submission } from './submission.ts'
import { type Fault, faultInWords } from './wording.ts'

/** The submission that shows a form again after the API rejected it. `values` is what the user typed. */
export function rejected(form: string, { status, body }: ApiResult, values: Record<string, string> = {}): Submission {
  const failure: Record<string, unknown> = { ...Object(body) }
  const code = typeof failure.code === 'string' ? failure.code : 'invalid_request'
  failure.detail = WORDS[code] ?? failure.detail
  const errors: Record<string, string> = {}
  if (Array.isArray(failure.detail)) {
    for (const fault of failure.detail as Fault[]) {
      const [, field = 'form', inner] = fault.loc
      const words = faultInWords(fault)
      errors[field] ??= inner === undefined ? words : `${inner}: ${words}`
    }
  } else if (code === 'email_taken' || code === 'external_id_taken') {
    errors[code.replace('_taken', '')] = String(failure.detail)
  }
  const number = Object.keys(errors).length
  const summary =
    number === 0
      ? String(failure.detail ?? 'The change was rejected.')
      : number === 1
        ? 'One field needs a correction'
        : `${number} fields need a correction`
  return { form, values, errors, summary, code, status, failure }
}

const AGAIN = 'send it again without changes. It takes effect only once.'

/** Replaces errors that address programs. The idempotency keys are those of the forms. */
const WORDS: Record<string, string> = {
  email_taken: 'Another customer already has this email.',
  external_id_taken: 'Another customer already has this external id.',
  rate_limited: 'Too many requests were sent, so nothing was changed. Try again in a minute.',
  outcome_unknown: `It is not known whether this was saved. To be sure, ${AGAIN}`,
  idempotency_in_progress: `This is still being saved. In a moment, ${AGAIN}`,
  idempotency_key_reused:
    'An earlier attempt, with other values, may have been saved. Check that before you try again.',
}
