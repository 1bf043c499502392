import { z } from '@hono/zod-openapi'

/** A point in time in an answer: RFC 3339 in UTC with `Z`, to the microsecond where there are any. */
export const instant = z.string().openapi({ format: 'date-time', example: '2026-03-14T15:09:26.535897Z' })

/**
 * PostgreSQL's text of a timestamptz in a UTC session (`2026-03-14 15:09:26.535897+00`, or with a `T` in its JSON) as
 * RFC 3339. Text all the way: a JavaScript date would lose the microseconds.
 */
export function toInstant(text: string): string {
  return text.replace(' ', 'T').replace(/\+00(:00)?$/, 'Z')
}

/** As `toInstant`, for a time that may not be set. */
export function toInstantOrNull(text: string | null): string | null {
  return text === null ? null : toInstant(text)
}
