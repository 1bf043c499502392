import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../env.ts'

/** Whether a text can be a request id, sent by a caller or generated. */
export const isRequestId = (text: string): boolean => /^[A-Za-z0-9._-]{1,128}$/.test(text)

/**
 * Sets X-Request-Id on every response: the caller's id if it is valid, otherwise a new one. A replayed response has the
 * id of the request that was processed. The log has a new id for every request, which a caller can neither choose nor
 * repeat, and the caller's id in a separate field.
 */
export const requestId = createMiddleware<AppEnv>(async (c, next) => {
  const sent = c.req.header('X-Request-Id')
  const valid = sent && isRequestId(sent) ? sent : undefined
  const own = crypto.randomUUID()
  c.set('ownRequestId', own)
  c.set('clientRequestId', valid)
  c.set('requestId', valid ?? own)
  await next()
  const original = c.get('originalRequestId')
  c.res.headers.set('X-Request-Id', original ?? valid ?? own)
  if (original) c.res.headers.set('Idempotent-Replayed', 'true')
})
