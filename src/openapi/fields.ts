import { z } from '@hono/zod-openapi'

// Field types for responses, and the conversion of the driver's values to them.

/** A UUID. */
export const id = z.string().openapi({ format: 'uuid' })

/** A timestamp in a response: RFC 3339 in UTC with `Z`, with microseconds if there are any. */
export const instant = z.string().openapi({ format: 'date-time' })

/** A count of rows. */
export const count = (description: string, example: number) => z.int().openapi({ description, ...INT4, example })

/** Bounds of a column of type `integer` without negative numbers. */
export const INT4 = { format: 'int32', minimum: 0, maximum: 2_147_483_647 } as const
/** Bounds of a whole number that JavaScript represents exactly. */
export const INT8 = { format: 'int64', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER } as const

/** Text of at most `maximum` code points, as validation accepts it. */
export const shown = (maximum: number, example: string) => z.string().openapi({ maxLength: maximum, example })

/** A schema with a name, or null. As `nullable`, it would refer to a schema that excludes null. */
export function orNull<Schema extends z.ZodType>(schema: Schema) {
  return z.union([schema, z.null()])
}

/**
 * Converts PostgreSQL's text of a timestamptz in a UTC session (`2026-03-14 15:09:26.535897+00`, or with a `T` in its
 * JSON) to RFC 3339. It stays text: a JavaScript Date would lose the microseconds.
 */
export function toInstant(text: string): string {
  return text.replace(' ', 'T').replace(/\+00(:00)?$/, 'Z')
}

/** Like `toInstant`, for a timestamp that may be null. */
export function toInstantOrNull(text: string | null): string | null {
  return text === null ? null : toInstant(text)
}
