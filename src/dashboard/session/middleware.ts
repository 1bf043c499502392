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
    const page = request.method === 'POST' ? undefined : url
    setVisit(request, { session, nonce, url, page, now, assets: paths, notice, submission: undefined })
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
  const { session, url, page } = visitOf(c.req.raw)
  if (session || url.pathname === SIGN_IN) return next()
  // Browsers do not send the cookie when a link on another site is followed, but they do on reload.
  if (c.req.method === 'GET' && c.req.header('Sec-Fetch-Site') === 'cross-site') return reload(c)
  if (c.req.method === 'GET') return c.redirect(signInAt(url), 303)
  return c.redirect(page ? signInAt(page, { unsaved: '1' }) : SIGN_IN, 303)
})

/** Before a form: its page is that of its action, with the query that it had in the browser. */
export const openPage = (load: () => Promise<{ page?: (param: (name: string) => string) => string }>) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const visit = visitOf(c.req.raw)
    // A later pattern can match as well: `/customers/archive` looks like the id of a customer.
    const page = visit.page ? undefined : (await load()).page
    if (page) {
      const own = new URL(
        page((name) => encodeURIComponent(c.req.param(name) ?? '')),
        visit.url,
      )
      const from = URL.parse(c.req.header('Referer') ?? '')
      visit.page = from?.origin === own.origin && from.pathname === own.pathname ? from : own
    }
    await next()
  })

function reload(c: Context): Response {
  return c.html('<!DOCTYPE html><meta http-equiv="refresh" content="0"><title>Dashboard</title>')
}

/** The sign-in page that leads to an address afterwards. */
export function signInAt({ pathname, search }: URL, more: Record<string, string> = {}): string {
  return `${SIGN_IN}?${new URLSearchParams({ ...more, to: pathname + search })}`
}
