import type { z } from '@hono/zod-openapi'
import type { ValidationError } from '../errors/api-error.ts'

export type Part = 'path' | 'query' | 'header' | 'body'
type Issue = z.core.$ZodIssue

/** Converts Zod's issues of one part of a request to validation errors with pydantic v2's names and wording. */
export function validationErrorsOf(part: Part, issues: readonly Issue[]): ValidationError[] {
  return issues.filter(isOwnError).flatMap((issue) => {
    const loc = [part, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step).toWellFormed()))]
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ loc: [...loc, key.toWellFormed()], ...extra(part) }))
    }
    return { loc, ...describe(issue) }
  })
}

/** Whether an issue is a separate error. Zod also reports the length of a string that should be a list. */
function isOwnError(issue: Issue, _: number, all: readonly Issue[]): boolean {
  if (issue.code !== 'too_big' && issue.code !== 'too_small') return true
  const isSamePlace = ({ path }: Issue) =>
    path.length === issue.path.length && path.every((step, n) => step === issue.path[n])
  return !all.some((other) => other.code === 'invalid_type' && isSamePlace(other))
}

function extra(part: Part): { msg: string; type: string } {
  const inputs = part === 'query' ? 'parameters' : 'inputs'
  return { msg: `Extra ${inputs} are not permitted`, type: 'extra_forbidden' }
}

function describe(issue: Issue): { msg: string; type: string } {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return MISSING
      // Pydantic distinguishes strings and numbers that do not parse as a boolean (bool_parsing) from other types
      // (bool_type).
      if (issue.expected === 'boolean' && ['string', 'number'].includes(typeof issue.input)) return NOT_A_BOOLEAN
      // JSON numbers that a double cannot represent arrive as infinite or NaN.
      if (typeof issue.input === 'number' && !Number.isFinite(issue.input)) return TOO_LARGE
      return TYPE_ERRORS[issue.expected] ?? { msg: issue.message, type: 'value_error' }
    case 'too_big':
      if (issue.origin === 'array') return { msg: `List should have at most ${issue.maximum} items`, type: 'too_long' }
      return issue.origin === 'string'
        ? { msg: `String should have at most ${issue.maximum} characters`, type: 'string_too_long' }
        : { msg: `Input should be less than or equal to ${issue.maximum}`, type: 'less_than_equal' }
    case 'too_small':
      if (issue.origin === 'array') return { msg: `List should have at least ${issue.minimum} item`, type: 'too_short' }
      return issue.origin === 'string'
        ? { msg: `String should have at least ${issue.minimum} character`, type: 'string_too_short' }
        : { msg: `Input should be greater than or equal to ${issue.minimum}`, type: 'greater_than_equal' }
    case 'invalid_value': {
      if (issue.input === undefined) return MISSING
      const allowed = issue.values.map((value) => `'${String(value)}'`).join(', ')
      return { msg: `Input should be one of ${allowed}`, type: 'literal_error' }
    }
    case 'custom':
      return { msg: issue.message, type: issue.params?.type ?? 'value_error' }
    default:
      return { msg: issue.message, type: 'value_error' }
  }
}

export const MISSING = { msg: 'Field required', type: 'missing' } as const

const NOT_A_BOOLEAN = { msg: 'Input should be a valid boolean: true or false', type: 'bool_parsing' }

const TOO_LARGE = { msg: 'Input should be a valid integer of at most 15 digits', type: 'int_type' }

const TYPE_ERRORS: Record<string, { msg: string; type: string }> = {
  string: { msg: 'Input should be a valid string', type: 'string_type' },
  boolean: { msg: 'Input should be a valid boolean: true or false', type: 'bool_type' },
  // No field accepts fractions, so Zod's "expected number" for a string in an integer field means an integer too.
  number: { msg: 'Input should be a valid integer', type: 'int_type' },
  int: { msg: 'Input should be a valid integer', type: 'int_type' },
  array: { msg: 'Input should be a valid list', type: 'list_type' },
  object: { msg: 'Input should be a valid object', type: 'model_attributes_type' },
  map: { msg: 'Input should be sent as name[key]=value', type: 'dict_type' },
}
