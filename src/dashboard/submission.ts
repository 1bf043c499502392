/** A form as its user sent it, and why it was not accepted. */
export interface Submission {
  /** Which form of the page. */
  form: string
  /** What the user typed. */
  values: Readonly<Record<string, string>>
  /** By the name of a field. */
  errors: Readonly<Record<string, string>>
  /** What is wrong with the form as a whole. */
  summary: string
  /** As in the API: `conflict`, `invalid` … */
  code: string
  status: number
  /** The whole error of the API. */
  failure: Readonly<Record<string, unknown>>
}

/** The submission of this form, if it is the one that was not accepted. */
export function submissionOf(submission: Submission | undefined, form: string): Submission | undefined {
  return submission?.form === form ? submission : undefined
}
