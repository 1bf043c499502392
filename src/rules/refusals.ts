import { ApiError } from '../errors.ts'

// Why a rule is not written.

export const keyTaken = () =>
  new ApiError('conflict', { detail: 'Another rule of the customer, or another default, has this rule_key.' })

/** One answer for an instance of another customer, of another tenant and of nobody, and for any of a default. */
export const foreignInstance = () => {
  const msg = 'Input should be the id of an instance of the customer of the rule; a default has none'
  return ApiError.invalid([{ loc: ['body', 'instance_id'], msg, type: 'value_error' }])
}

const BY_CONSTRAINT: Record<string, () => ApiError> = {
  rules_key: keyTaken,
  rules_tenant_id_customer_id_instance_id_fkey: foreignInstance,
  rules_instance_has_customer: foreignInstance,
}

/** Turns a batch's failure into the refusal that it stands for, where the database's own constraints decide. */
export function refused(error: unknown): never {
  const { constraint } = (error ?? {}) as { constraint?: unknown }
  throw (typeof constraint === 'string' && BY_CONSTRAINT[constraint]?.()) || error
}
