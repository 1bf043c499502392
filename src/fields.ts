import { z } from '@hono/zod-openapi'

// The kinds of value that requests are made of. Each says in the document what it checks.

type Check = z.core.$RefinementCtx
const fail = (context: Check, type: string, message: string) => {
  context.addIssue({ code: 'custom', message, params: { type } })
  return z.NEVER
}

export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}

/** Any UUID, of any version and in either case; answered in lower case. */
export const uuid = z
  .string()
  .transform((text, context) => {
    if (isUuid(text)) return text.toLowerCase()
    return fail(context, 'uuid_parsing', 'Input should be a valid UUID, such as 497f6eca-6276-4993-bfeb-53cbbbba6f08')
  })
  .openapi({ format: 'uuid', example: '497f6eca-6276-4993-bfeb-53cbbbba6f08' })

/** A whole number in the query: decimal digits only, so that `1e1`, `0x10` and `+1` are not taken for numbers. */
export function queryInteger(bounds: { minimum: number; maximum: number; default: number }) {
  return z
    .string()
    .default(String(bounds.default))
    .transform((text, context) => {
      if (!/^-?[0-9]+$/.test(text)) {
        return fail(context, 'int_parsing', 'Input should be a whole number written in decimal digits')
      }
      return within(bounds, Number(text), context)
    })
    .openapi({ type: 'integer', ...bounds })
}

/** `true` or `false` in the query; false by default. */
export const queryBoolean = z
  .string()
  .default('false')
  .transform((text, context) => {
    if (text === 'true' || text === 'false') return text === 'true'
    return fail(context, 'bool_parsing', 'Input should be a valid boolean: true or false')
  })
  .openapi({ type: 'boolean', enum: [true, false], default: false, example: true })

/** A whole number in a body. */
export function integer(bounds: { minimum: number; maximum: number }) {
  return z
    .number()
    .transform((number, context) => {
      if (!Number.isInteger(number)) return fail(context, 'int_from_float', 'Input should be a whole number')
      return within(bounds, number, context)
    })
    .openapi({ type: 'integer', ...bounds })
}

/**
 * Text of at most `longest` code points, trimmed; null when nothing is left. Control characters and lone surrogates
 * are refused; `multiline` allows line breaks and tabs.
 */
export function text(longest: number, { multiline = false } = {}) {
  return z
    .string()
    .transform((raw, context) => readText(raw, longest, multiline, context))
    .openapi({ maxLength: longest })
}

/** As `text`, but something must be left after trimming. */
export function requiredText(longest: number) {
  return text(longest)
    .transform(
      (found, context) => found ?? fail(context, 'string_too_short', 'String should have at least 1 character'),
    )
    .openapi({ minLength: 1, maxLength: longest })
}

/** As `requiredText`, of certain characters alone. */
export function patterned(longest: number, pattern: RegExp) {
  return requiredText(longest)
    .transform((found, context) => {
      if (pattern.test(found)) return found
      return fail(context, 'string_pattern_mismatch', `String should match pattern '${pattern.source}'`)
    })
    .openapi({ minLength: 1, maxLength: longest, pattern: pattern.source })
}

/** Text that `read` turns into its standard spelling, or refuses with `undefined` and the given reason. */
export function spelled(longest: number, read: (text: string) => string | undefined, reason: string) {
  // Another step of the pipe, so that `read` is never given what was refused already.
  return text(longest)
    .transform((found, context) => (found === null ? null : (read(found) ?? fail(context, 'value_error', reason))))
    .openapi({ maxLength: longest })
}

/** An optional field of a new row: absent, `null` and blank all mean "none". */
export function optional<Schema extends z.ZodType<string | null, string>>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? null)
}

/** A field of a new row that may be left out: absent and `null` both mean the given value. */
export function withDefault<Schema extends z.ZodType, Value extends z.output<Schema>>(schema: Schema, value: Value) {
  return schema.nullish().transform((sent): z.output<Schema> => sent ?? value)
}

/** A field of a change: left out it stays as it is, and `null` makes it what it would be in a row created without it. */
export function cleared<Schema extends z.ZodType, Value>(schema: Schema, value: Value) {
  return schema.nullish().transform((sent): z.output<Schema> | Value | undefined => (sent === null ? value : sent))
}

/** Why text may not be kept: what PostgreSQL cannot hold, and what no reader expects. */
export function refusedIn(text: string, multiline: boolean): { type: string; message: string } | undefined {
  if (!text.isWellFormed()) return { type: 'string_unicode', message: 'Input should not hold lone surrogates' }
  if ((multiline ? /(?![\t\n\r])\p{Cc}/u : /\p{Cc}/u).test(text)) {
    return { type: 'value_error', message: 'Input should not hold control characters' }
  }
  return undefined
}

function within(bounds: { minimum: number; maximum: number }, number: number, context: Check): number {
  if (number > bounds.maximum) {
    return fail(context, 'less_than_equal', `Input should be less than or equal to ${bounds.maximum}`)
  }
  if (number < bounds.minimum) {
    return fail(context, 'greater_than_equal', `Input should be greater than or equal to ${bounds.minimum}`)
  }
  return number
}

function readText(raw: string, longest: number, multiline: boolean, context: Check): string | null {
  const trimmed = raw.trim()
  const refused = refusedIn(trimmed, multiline)
  if (refused) return fail(context, refused.type, refused.message)
  // A string is never shorter in UTF-16 units than in code points, so most need no counting.
  if (trimmed.length > longest && [...trimmed].length > longest) {
    return fail(context, 'string_too_long', `String should have at most ${longest} characters`)
  }
  return trimmed === '' ? null : trimmed
}
