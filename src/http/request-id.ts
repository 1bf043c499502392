import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../env.ts'

const VALID = /^[A-Za-z0-9._-]{1,128}$/

/**
 * Sets X-Request-Id on every response: the caller's id if it is valid, otherwise a new one. A replayed response has the
 * id of the request that was processed.
 */
export const requestId = createMiddleware<AppEnv>(async (c, next) => {
  const sent = c.req.header('X-Request-Id')
  const id = sent && VALID.test(sent) ? sent : crypto.randomUUID()
  c.set('requestId', id)
  await next()
  const original = c.get('originalRequestId')
  c.res.headers.set('X-Request-Id', original ?? id)
  if (original) c.res.headers.set('Idempotent-Replayed', 'true')
})
