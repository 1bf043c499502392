import type { ApiResult } from './action.ts'
import type { Submission } from './submission.ts'
import { type Failure, sentencesFor, wordsFor } from './words/failures.ts'
import { faultInWords } from './words/validation.ts'

/** The submission that shows a form again after the API rejected it. `values` is what the user typed. */
export function rejected(form: string, { status, body }: ApiResult, values: Record<string, string> = {}): Submission {
  const failure: Failure = { ...Object(body) }
  const errors = errorsIn(failure)
  const number = Object.keys(errors).length
  const summary = number === 0 ? sentencesFor(failure) : correctionsFor(number)
  return { form, values, errors, summary, code: failure.code ?? '', status, failure }
}

/** What is wrong with each field. */
function errorsIn(failure: Failure): Record<string, string> {
  if (Array.isArray(failure.detail)) {
    const errors: Record<string, string> = {}
    for (const fault of failure.detail) {
      const [, field = 'form', inner] = fault.loc
      const words = faultInWords(fault)
      errors[field] ??= inner === undefined ? words : `${inner}: ${words}`
    }
    return errors
  }
  const { field } = wordsFor(failure)
  return field === undefined ? {} : { [field]: sentencesFor(failure) }
}

/** The summary of a form in which fields are wrong. */
export function correctionsFor(number: number): string {
  return number === 1 ? 'One field has an error' : `${number} fields have errors`
}
