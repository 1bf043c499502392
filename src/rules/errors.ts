import { ApiError, type ValidationError } from '../errors/api-error.ts'
import { CONTENT_TOO_LONG } from './content.ts'

// Errors for rules that cannot be written.

/** The detail of the conflict. */
export const RULE_KEY_TAKEN = 'Another rule of the customer, or another tenant default, already has this rule_key.'

export const ruleKeyTaken = () => new ApiError('conflict', { detail: RULE_KEY_TAKEN })

/**
 * The same error for an instance of another customer or tenant, for one that does not exist, and for any instance on a
 * tenant default.
 */
const INVALID_INSTANCE: ValidationError = {
  loc: ['body', 'instance_id'],
  msg: 'Input should be the id of an instance of the rule’s customer; a tenant default cannot have an instance',
  type: 'value_error',
}

/** What only the database can validate about a rule. */
export type StoredChecks = { fits: boolean; instance_found: boolean }

/** Errors: 422 with every check that failed. */
export function requireValid({ fits, instance_found }: StoredChecks): void {
  const errors = [...(fits ? [] : [CONTENT_TOO_LONG]), ...(instance_found ? [] : [INVALID_INSTANCE])]
  if (errors.length > 0) throw ApiError.invalid(errors)
}
