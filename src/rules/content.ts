import { z } from '@hono/zod-openapi'
import { type SQL, sql } from '../db/sql.ts'
import type { ValidationError } from '../errors/api-error.ts'
import { MISSING } from '../validation/pydantic.ts'
import { keyError, requiredText } from '../validation/text.ts'
import { bytesOf, jsonValue } from './json.ts'

// Conditions and actions of a rule, stored as JSON.

export const OPERATORS = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'not_in',
  'contains',
  'starts_with',
  'exists',
] as const
export const ACTION_TYPES = ['notify', 'send_webhook', 'run_workflow', 'log_event', 'require_approval'] as const

const Condition = z
  .strictObject({
    field: requiredText(200).openapi({ description: 'Field of the event to compare.', example: 'urgency' }),
    operator: z.enum(OPERATORS).openapi({ example: 'gte' }),
    value: jsonValue.optional().openapi({
      description: 'Any JSON, like a setting of an action. Required, except with `exists`, where it defaults to true.',
      example: 4,
    }),
  })
  .refine((condition) => condition.operator === 'exists' || Object.hasOwn(condition, 'value'), {
    path: ['value'],
    params: { type: MISSING.type },
    message: MISSING.msg,
    // Also runs if another field is invalid, so that all errors are listed.
    when: ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value),
  })
  .openapi('RuleCondition')

const Action = z
  .object({ type: z.enum(ACTION_TYPES).openapi({ example: 'notify' }) })
  .catchall(jsonValue)
  .openapi('RuleAction', {
    description:
      'Action type and its settings: any JSON, stored as sent; at most 16 levels deep. Integers must be exactly ' +
      'representable as doubles.',
  })

export const conditions = z
  .array(Condition)
  .max(50)
  .openapi({ description: 'Conditions that must all hold. Without any, the event is enough.' })
/** Stored actions: a rule that the operator inserted may have none. */
export const storedActions = z.array(Action).max(20).openapi({ description: 'Actions to perform, in this order.' })
export const actions = storedActions.min(1)

/** The most bytes that conditions and actions may take together, as compact JSON in UTF-8. */
export const MAX_BYTES = 16 * 1024

export const CONTENT_TOO_LONG: ValidationError = {
  loc: ['body'],
  msg: `Conditions and actions together should have at most ${MAX_BYTES} bytes as compact JSON in UTF-8`,
  type: 'too_long',
}

/** Validation errors that only the raw body shows, even if the rest of it is invalid. */
export function contentErrors(body: unknown): ValidationError[] {
  const { conditions = [], actions = [] } = (body ?? {}) as { conditions?: unknown; actions?: unknown }
  const isTooLong = bytesOf(conditions) + bytesOf(actions) > MAX_BYTES
  return [...(isTooLong ? [CONTENT_TOO_LONG] : []), ...(Array.isArray(actions) ? actions.flatMap(actionKeyErrors) : [])]
}

/** Keys of an action that validation would drop silently or that the database could not store. */
function actionKeyErrors(action: unknown, index: number): ValidationError[] {
  if (typeof action !== 'object' || action === null || Array.isArray(action)) return []
  const error = Object.keys(action).map(keyError).find(Boolean)
  return error ? [{ loc: ['body', 'actions', index], msg: error.message, type: error.type }] : []
}

/**
 * SQL condition that a rule with these conditions and actions is not too long. Checked in the database, because a
 * change may send only one of the two and PostgreSQL writes numbers out: `1e300` takes 301 bytes.
 */
export function fits(conditions: SQL, actions: SQL): SQL {
  return sql`${bytes(conditions)} + ${bytes(actions)} <= ${MAX_BYTES}::int`
}

/** PostgreSQL puts a space after each comma and colon; between strings there is no other white space. */
function bytes(value: SQL): SQL {
  return sql`octet_length(regexp_replace(${value}::text, ${'("(?:[^"\\\\]|\\\\.)*")| '}, ${'\\1'}, 'g'))`
}
