import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../env.ts'

/** Sets the headers that every response carries. */
export const responseHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await next()
  c.res.headers.set('X-Content-Type-Options', 'nosniff')
  // Responses hold tenant data, so no intermediate cache may store them.
  c.res.headers.set('Cache-Control', 'no-store')
})
