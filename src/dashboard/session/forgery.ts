import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../../env.ts'
import { problem } from '../frame/problem.tsx'

/** Rejects forms from other sites, by the origin that the browser reports. */
export const rejectForgery = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
  const site = c.req.header('Sec-Fetch-Site')
  const origin = c.req.header('Origin')
  const isOwn = site === undefined ? origin === new URL(c.req.url).origin : site === 'same-origin'
  if (isOwn) return next()
  return problem(
    c,
    403,
    'This form came from another site',
    'Nothing was changed. Use the forms of the dashboard itself.',
  )
})
