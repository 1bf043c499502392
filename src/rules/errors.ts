import { ApiError } from '../errors.ts'

// Errors for rules that cannot be written.

export const ruleKeyTaken = () =>
  new ApiError('conflict', {
    detail: 'Another rule of the customer, or another tenant default, already has this rule_key.',
  })

/**
 * The same response for an instance of another customer or tenant, for one that does not exist, and for any instance on
 * a tenant default.
 */
export const invalidInstance = () => {
  const msg = 'Input should be the id of an instance of the rule’s customer; a tenant default cannot have an instance'
  return ApiError.invalid([{ loc: ['body', 'instance_id'], msg, type: 'value_error' }])
}

const BY_CONSTRAINT: Record<string, () => ApiError> = {
  rules_key: ruleKeyTaken,
  rules_tenant_id_customer_id_instance_id_fkey: invalidInstance,
  rules_instance_has_customer: invalidInstance,
}

/** Throws the API error that corresponds to a violated constraint. */
export function throwRuleError(error: unknown): never {
  const { constraint } = (error ?? {}) as { constraint?: unknown }
  throw (typeof constraint === 'string' && BY_CONSTRAINT[constraint]?.()) || error
}
