import { z } from '@hono/zod-openapi'
import { isUuid } from './uuid.ts'

// The kinds of value that requests are made of. Each says in the document what it checks.

type Check = z.core.$RefinementCtx
const fail = (context: Check, type: string, message: string) => {
  context.addIssue({ code: 'custom', message, params: { type } })
  return z.NEVER
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

/** `true` or `false` in the query. */
export const queryBoolean = z
  .string()
  .transform((text, context) => {
    if (text === 'true' || text === 'false') return text === 'true'
    return fail(context, 'bool_parsing', 'Input should be a valid boolean: true or false')
  })
  .openapi({ type: 'boolean' })

/**
 * A point in time: RFC 3339 with date, time and zone. Handed on in UTC with its fraction as sent, to the microsecond,
 * as text: a JavaScript date would lose the microseconds.
 */
export const time = z
  .string()
  .transform((text, context) => {
    const shape = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)?$/
    const [, date, clock, fraction = '', zone] = shape.exec(text) ?? []
    if (date && !zone) return fail(context, 'timezone_aware', 'Input should have a time zone, such as Z or +01:00')
    const seconds = date && zone && utcOf(date, `${clock}${zone}`)
    if (seconds) return `${seconds}${fraction.slice(0, 7)}Z`
    return fail(context, 'datetime_parsing', 'Input should be a time as in RFC 3339, such as 2026-03-14T15:09:26Z')
  })
  .openapi({ format: 'date-time', example: '2026-03-14T15:09:26.535897Z' })

/** As `time`, but still to come. */
export const futureTime = time
  .transform((found, context) => {
    if (Date.parse(found) > Date.now()) return found
    return fail(context, 'datetime_future', 'Input should be in the future')
  })
  .openapi({ format: 'date-time', example: '2030-01-31T12:00:00Z' })

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

/** Text that `read` turns into its standard spelling, or refuses with `undefined`: for this reason, by this name. */
export function spelled(
  longest: number,
  read: (text: string) => string | undefined,
  reason: string,
  type = 'value_error',
) {
  // Another step of the pipe, so that `read` is never given what was refused already.
  return text(longest)
    .transform((found, context) => (found === null ? null : (read(found) ?? fail(context, type, reason))))
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

/** A field of a change that no row is without: absent and `null` both mean that it stays as it is. */
export function kept<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((sent): z.output<Schema> | undefined => sent ?? undefined)
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

/** To the second, without its zone; undefined for a time that no clock or calendar shows, in the years 1 to 9999. */
function utcOf(date: string, clockAndZone: string): string | undefined {
  const day = new Date(`${date}T00:00:00Z`)
  const moment = new Date(`${date}T${clockAndZone.toUpperCase()}`)
  if (Number.isNaN(day.getTime()) || Number.isNaN(moment.getTime())) return undefined
  const seconds = moment.toISOString().slice(0, 19)
  // JavaScript reads February 30 as March 2, and 24:00 as the next day's midnight; its other years have a sign.
  const isReal = day.toISOString().startsWith(`${date}T`) && !clockAndZone.startsWith('24')
  return isReal && /^(?!0000)\d{4}-/.test(seconds) ? seconds : undefined
}
