import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../env.ts'

/** Headers that a page can send and read, in addition to those that browsers always allow. */
const REQUEST_HEADERS = 'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Api-Key, X-Request-Id'
const RESPONSE_HEADERS =
  'Content-Disposition, ETag, Idempotent-Replayed, Location, RateLimit-Policy, Retry-After, WWW-Authenticate, ' +
  'X-Request-Id'
/** In seconds; browsers keep the result of a preflight request for at most two hours. */
const PREFLIGHT_MAX_AGE = 7200

/** Lets pages of the origins in `CORS_ORIGINS` read responses. Without it, no page of another origin can. */
export const cors = createMiddleware<AppEnv>(async (c, next) => {
  // An operation's guard hides the bindings.
  const origins = originsIn(c.env?.CORS_ORIGINS)
  await next()
  if (origins.length === 0) return
  c.res.headers.append('Vary', 'Origin')
  const origin = c.req.header('Origin')
  if (origin === undefined || !origins.includes(origin)) return
  c.res.headers.set('Access-Control-Allow-Origin', origin)
  c.res.headers.set('Access-Control-Expose-Headers', RESPONSE_HEADERS)
})

/** The response to a preflight request from an allowed origin; undefined for any other request. */
export function preflight(c: Context<AppEnv>, methods: string): Response | undefined {
  const isPreflight = c.req.method === 'OPTIONS' && c.req.header('Access-Control-Request-Method') !== undefined
  if (!isPreflight || !originsIn(c.env?.CORS_ORIGINS).includes(c.req.header('Origin') ?? '')) return undefined
  return c.body(null, 204, {
    'Access-Control-Allow-Methods': methods,
    'Access-Control-Allow-Headers': REQUEST_HEADERS,
    'Access-Control-Max-Age': String(PREFLIGHT_MAX_AGE),
  })
}

/** Origins separated by commas, such as `https://app.example`. */
function originsIn(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((one) => (one.trim() === '' ? [] : asSent(one.trim())))
}

/** An origin as browsers send it: in lower case, without a trailing slash or the default port. */
function asSent(text: string): string {
  const origin = URL.parse(text)?.origin
  // For the schemes of apps and extensions, `URL` returns `null`, which sandboxed pages of any site send too.
  return origin === undefined || origin === 'null' ? text : origin
}
