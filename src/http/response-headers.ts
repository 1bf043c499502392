import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../env.ts'
import { addressPolicy, rateLimitPolicy } from '../limits/rate-limits.ts'

/** The default headers of every response, regardless of its route and status. */
const HEADERS = {
  // Responses hold tenant data, so no cache may store them or mix up the responses to two keys.
  'Cache-Control': 'no-store',
  Vary: 'X-Api-Key, Authorization',
  // Only the API's own host: it may share its domain with hosts that have no certificate.
  'Strict-Transport-Security': 'max-age=63072000',
  // In a browser, a response loads nothing, runs nothing and cannot be framed.
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
}

/**
 * Sets the headers that every response carries. `ofKind` returns additional ones of a kind of response, which override
 * the defaults.
 */
export const headersOf = (ofKind: (c: Context) => Record<string, string>) =>
  createMiddleware<AppEnv>(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries({ ...HEADERS, ...ofKind(c) })) c.res.headers.set(name, value)
    await setLength(c)
    const limit = c.get('rateLimit')
    c.res.headers.set('RateLimit-Policy', limit ? rateLimitPolicy(limit) : addressPolicy)
  })

/** The headers of the API's responses. */
export const responseHeaders = headersOf(() => ({}))

/** Without a body, the runtime does not know the length that a response to GET has. That of a stream is unknown. */
async function setLength(c: Context<AppEnv>): Promise<void> {
  const isJson = c.res.headers.get('Content-Type')?.startsWith('application/json')
  if (c.req.raw.method !== 'HEAD' || !isJson) return
  const { byteLength } = await c.res.clone().arrayBuffer()
  c.res.headers.set('Content-Length', String(byteLength))
}
