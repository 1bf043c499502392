import type { Wire } from '../request.ts'

/** Where a validation error is, such as `['body', 'conditions', 0, 'field']`. */
export type Place = (string | number)[]

/** One change that makes a valid request invalid. */
export interface Mutation {
  /** Such as `too long`. */
  kind: string
  rejection: Rejection
  /** The invalid request. */
  wire: () => Wire
}

/**
 * What the response must say: where the validation errors are, with a second place if the change breaks two rules, or
 * the status and code of another error.
 */
export type Rejection = { loc: Place; and?: Place } | { status: number; code: string }
