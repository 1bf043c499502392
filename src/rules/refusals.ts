import { ApiError } from '../errors.ts'

// Errors for rules that cannot be written.

export const keyTaken = () =>
  new ApiError('conflict', {
    detail: 'Another rule of the customer, or another tenant default, already has this rule_key.',
  })

/**
 * The same response for an instance of another customer or tenant, for one that does not exist, and for any instance on
 * a tenant default.
 */
export const foreignInstance = () => {
  const msg = 'Input should be the id of an instance of the rule’s customer; a tenant default cannot have an instance'
  return ApiError.invalid([{ loc: ['body', 'instance_id'], msg, type: 'value_error' }])
}

const BY_CONSTRAINT: Record<string, () => ApiError> = {
  rules_key: keyTaken,
  rules_tenant_id_customer_id_instance_id_fkey: foreignInstance,
  rules_instance_has_customer: foreignInstance,
}

/** Converts a violated constraint to the corresponding API error. */
export function refused(error: unknown): never {
  const { constraint } = (error ?? {}) as { constraint?: unknown }
  throw (typeof constraint === 'string' && BY_CONSTRAINT[constraint]?.()) || error
}
