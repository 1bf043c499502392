import { z } from '@hono/zod-openapi'

// Field types for responses, and the conversion of the driver's values to them.

/** A UUID. */
export const id = (example: string) => z.string().openapi({ format: 'uuid', example })

/** A timestamp in a response: RFC 3339 in UTC with `Z`, with microseconds if there are any. */
export const instant = z.string().openapi({ format: 'date-time', example: '2026-03-14T15:09:26.535897Z' })

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
