import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { toBase64Url } from '../../auth/base64url.ts'
import { actWith } from '../../auth/credential.ts'
import type { AppEnv } from '../../env.ts'
import type { Assets } from '../assets/assets.ts'
import { findVisit, setVisit, visitOf } from '../visit.ts'
import { cookieFor, readCookie } from './cookie.ts'
import { credentialIn, type Session, sessionsOf } from './session.ts'

/** Age of the stored time of the last request from which on the cookie is renewed, in milliseconds. */
const RENEW_MS = 60_000

export const SIGN_IN = '/dashboard/sign-in'

/** Reads the session from the cookie, lets the request act with its key, and stores what has changed. */
export const sessions = ({ paths }: Assets) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const request = c.req.raw
    // The dashboard's request to itself already has the visit of the original request.
    if (findVisit(request)) return next()
    const url = new URL(request.url)
    const cipher = sessionsOf(c.env.DATABASE_URL)
    const now = new Date()
    const text = readCookie(request.headers, url)
    const session = text === undefined ? undefined : await cipher.decrypt(text, now.getTime())
    const notice = request.method === 'GET' ? session?.notice : undefined
    const nonce = toBase64Url(crypto.getRandomValues(new Uint8Array(16)))
    setVisit(request, { session, nonce, url, now, assets: paths, notice, submission: undefined })
    const credential = session && credentialIn(session)
    if (credential) actWith(request, credential)

    await next()

    const after = visitOf(request).session
    const isStored = text !== undefined && after === session
    if (isStored && !notice && (!after || now.getTime() - after.usedAt < RENEW_MS)) return
    if (!after && text === undefined) return
    const stored = after && { ...withoutNotice(after, notice), usedAt: now.getTime() }
    c.header('Set-Cookie', cookieFor(stored && (await cipher.encrypt(stored)), url), { append: true })
  })

function withoutNotice({ notice, ...session }: Session, shown: string | undefined): Session {
  return notice === undefined || notice === shown ? session : { ...session, notice }
}

/** Redirects visitors who are not signed in to the sign-in page, and back after sign-in. */
export const requireSession = createMiddleware<AppEnv>(async (c, next) => {
  const { session, url } = visitOf(c.req.raw)
  if (session || url.pathname === SIGN_IN) return next()
  // Browsers do not send the cookie when a link on another site is followed, but they do on reload.
  if (c.req.method === 'GET' && c.req.header('Sec-Fetch-Site') === 'cross-site') return reload(c)
  if (c.req.method === 'GET') return c.redirect(signInAt(url), 303)
  return c.redirect(SAVES_NOTHING.includes(url.pathname) ? SIGN_IN : signInAt(pageOf(c), { unsaved: '1' }), 303)
})

/** Forms without anything to lose. */
const SAVES_NOTHING = ['/dashboard/sign-out', '/dashboard/mode']

/** The page of a request: its own address, or that of the form that was sent. */
export function pageOf(c: Context): URL {
  const { url } = visitOf(c.req.raw)
  if (c.req.method === 'GET') return url
  const from = URL.parse(c.req.header('Referer') ?? '')
  if (from?.origin !== url.origin) return new URL('/dashboard', url)
  // After a rejected form, the browser is at the address of the form instead of its page.
  const parent = /^(\/dashboard\/[\w-]+\/[^/]+)\/(?:archive|restore|status|delete|rotate|revoke)$/.exec(from.pathname)
  if (parent?.[1]) return new URL(parent[1], url)
  const isCreated = from.pathname === url.pathname && /^\/dashboard\/[\w-]+$/.test(url.pathname)
  return isCreated ? new URL(`${url.pathname}/new`, url) : from
}

function reload(c: Context): Response {
  return c.html('<!DOCTYPE html><meta http-equiv="refresh" content="0"><title>Dashboard</title>')
}

/** The sign-in page that leads to an address afterwards. */
export function signInAt({ pathname, search }: URL, more: Record<string, string> = {}): string {
  return `${SIGN_IN}?${new URLSearchParams({ ...more, to: pathname + search })}`
}
