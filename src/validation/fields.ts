import { z } from '@hono/zod-openapi'
import { type Check, fail } from './fail.ts'
import { isUuid } from './uuid.ts'

// Field types for requests, except text. Each documents in OpenAPI what it validates.

const CUSTOMER_ID = '497f6eca-6276-4993-bfeb-53cbbbba6f08'

/** A UUID of any version, in upper or lower case; returned in lower case. */
export const uuid = z
  .string()
  .transform((text, context) => {
    if (isUuid(text)) return text.toLowerCase()
    return fail(context, 'uuid_parsing', `Input should be a valid UUID, such as ${CUSTOMER_ID}`)
  })
  .openapi({ format: 'uuid', example: CUSTOMER_ID })

/** The path parameter of one resource, `pathId('rule_id', 'Id of the rule.', …)`, with the example of its `id`. */
export function pathId<Name extends string>(name: Name, description: string, example: string) {
  const field = uuid.openapi({ param: { name, in: 'path' }, description, example })
  return z.strictObject({ [name]: field } as Record<Name, typeof field>)
}

/** The path parameter of operations on one customer, in any resource. */
export const customerPath = pathId('customer_id', 'Id of the customer.', CUSTOMER_ID)

/** An integer in the query: decimal digits only, so `1e1`, `0x10` and `+1` are rejected. */
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
    .openapi({ type: 'integer', format: 'int32', ...bounds })
}

/** A whole number in a body. */
export function integer({ minimum, maximum }: { minimum: number; maximum: number }) {
  const bounds = { minimum, maximum }
  return z
    .number()
    .transform((number, context) => {
      if (!Number.isInteger(number)) return fail(context, 'int_from_float', 'Input should be a whole number')
      return within(bounds, number, context)
    })
    .openapi({ type: 'integer', format: 'int32', ...bounds })
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
 * A filter that can be repeated to allow several values: `status=active&status=past_due`. Returns the distinct values
 * in one order, so that equal filters are equal.
 */
export function several<Schema extends z.ZodType<string, string>>(schema: Schema) {
  return z
    .array(schema)
    .max(MAX_FILTER_VALUES)
    .transform((values): z.output<Schema>[] => [...new Set(values)].sort())
    .optional()
}

/** Maximum number of values of one filter. */
const MAX_FILTER_VALUES = 50

/** In a query, `+` stands for a space. */
const UNENCODED_PLUS = 'Input should be an RFC 3339 date-time; in a query, write the + of its time zone as %2B'

/**
 * An RFC 3339 date-time with a time zone. Passed on as text, in UTC, with its fraction to the microsecond: a
 * JavaScript Date would lose the microseconds.
 */
export const time = z
  .string()
  .transform((text, context) => {
    const shape = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)?$/
    const [, date, clock, fraction = '', zone] = shape.exec(text) ?? []
    if (date && !zone) return fail(context, 'timezone_aware', 'Input should have a time zone, such as Z or +01:00')
    const seconds = date && zone && utcOf(date, `${clock}${zone}`)
    if (seconds) return `${seconds}${fraction.slice(0, 7)}Z`
    if (/[Tt][\d:.]+ \d\d:\d\d$/.test(text)) return fail(context, 'datetime_parsing', UNENCODED_PLUS)
    return fail(context, 'datetime_parsing', 'Input should be an RFC 3339 date-time, such as 2026-03-14T15:09:26Z')
  })
  .openapi({ format: 'date-time', example: '2026-03-14T15:09:26.535897Z' })

/** What is wrong with a time that is not in the future. */
export const NOT_IN_FUTURE = { msg: 'Input should be in the future', type: 'datetime_future' }

/** Like `time`, but in the future. */
export const futureTime = time
  .transform((value, context) => {
    if (Date.parse(value) > Date.now()) return value
    return fail(context, NOT_IN_FUTURE.type, NOT_IN_FUTURE.msg)
  })
  .openapi({ format: 'date-time', example: '2030-01-31T12:00:00Z' })

/** An optional field of a new row: omitted, `null` and blank all mean "none". */
export function optional<Schema extends z.ZodType<string | null, string>>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? null)
}

/** An optional field of a new row with a default: omitted and `null` both mean that value. */
export function withDefault<Schema extends z.ZodType, Value extends z.output<Schema>>(schema: Schema, value: Value) {
  return schema.nullish().transform((sent): z.output<Schema> => sent ?? value)
}

/** A field of an update: omitted leaves it unchanged, and `null` resets it to the value of a row created without it. */
export function nullResets<Schema extends z.ZodType, Value>(schema: Schema, value: Value) {
  return schema.nullish().transform((sent): z.output<Schema> | Value | undefined => (sent === null ? value : sent))
}

/** A required field in an update: omitted and `null` both leave it unchanged. */
export function ignoreNull<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((sent): z.output<Schema> | undefined => sent ?? undefined)
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

/** The time in UTC, to the second and without its zone; undefined unless it is a real time in the years 1 to 9999. */
function utcOf(date: string, clockAndZone: string): string | undefined {
  const day = new Date(`${date}T00:00:00Z`)
  const moment = new Date(`${date}T${clockAndZone.toUpperCase()}`)
  if (Number.isNaN(day.getTime()) || Number.isNaN(moment.getTime())) return undefined
  const seconds = moment.toISOString().slice(0, 19)
  // JavaScript reads February 30 as March 2 and 24:00 as the next day's midnight, and writes other years with a sign.
  const isReal = day.toISOString().startsWith(`${date}T`) && !clockAndZone.startsWith('24')
  return isReal && /^(?!0000)\d{4}-/.test(seconds) ? seconds : undefined
}
