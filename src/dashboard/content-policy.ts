import type { Context } from 'hono'
import { findVisit } from './visit.ts'

/**
 * The headers of a page, which loads one stylesheet and one script, both by nonce, and nothing from other hosts.
 * Browsers send the origin of a form only with this referrer policy.
 */
export function contentPolicy(c: Context): Record<string, string> {
  const nonce = findVisit(c.req.raw)?.nonce
  if (!nonce) return c.res.ok ? ASSET : {}
  const policy = [
    ...["default-src 'none'", `script-src 'nonce-${nonce}'`, `style-src 'nonce-${nonce}'`, "img-src 'self'"],
    ...["connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"],
  ]
  return {
    'Content-Security-Policy': policy.join('; '),
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    Vary: 'Cookie, Sec-Fetch-Site',
  }
}

/** An asset has its hash in its name, so it never changes. */
const ASSET = { 'Cache-Control': 'public, max-age=31536000, immutable', Vary: 'Accept-Encoding' }
