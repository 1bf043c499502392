import { z } from '@hono/zod-openapi'

/** What a transform of a schema receives besides the value. */
export type Check = z.core.$RefinementCtx

/** Rejects the value with pydantic's name for the error. */
export function fail(context: Check, type: string, message: string): never {
  context.addIssue({ code: 'custom', message, params: { type } })
  return z.NEVER
}
