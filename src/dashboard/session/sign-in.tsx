import type { Context } from 'hono'
import { toBase64Url } from '../../auth/base64url.ts'
import { credentialOfKey } from '../../auth/credential.ts'
import { isWellFormedKey, modeOf } from '../../auth/key.ts'
import type { Action, ApiResult } from '../action.ts'
import { renderPage } from '../frame/page.tsx'
import { Banner } from '../parts/banner.tsx'
import { Field } from '../parts/field.tsx'
import { type Submission, submissionOf } from '../submission.ts'
import { visitOf } from '../visit.ts'
import type { Session, SessionKey } from './session.ts'

const PATH = '/dashboard/sign-in'

/** The sign-in page. Its query says where to go afterwards, which mode is wanted, and whether a session ended. */
export function showSignIn(c: Context): Response | Promise<Response> {
  const { submission, url, session } = visitOf(c.req.raw)
  const sent = submissionOf(submission, 'sign-in')
  const mode = url.searchParams.get('mode')
  const ended = url.searchParams.has('ended') && !sent
  const hint =
    mode === 'live' || mode === 'test' ? `It starts with hc_${mode}_.` : 'It starts with hc_live_ or hc_test_.'
  const status = (sent?.status ?? 200) as 200
  const content = (
    <>
      {!session && (
        <p class="tenant">
          <span class="mark" aria-hidden="true">
            C
          </span>
          Customers
        </p>
      )}
      <form class="card" method="post" action={PATH}>
        <h1>{mode ? `Sign in to ${mode} mode` : 'Sign in'}</h1>
        {ended && <Banner tone="amber">Your session has ended: the key was revoked or has expired.</Banner>}
        <input type="hidden" name="to" value={localPath(url.searchParams.get('to'))} />
        <Field
          name="key"
          label="API key"
          hint={`An admin key. ${hint}`}
          type="password"
          autocomplete="current-password"
          required
          error={sent?.errors.key}
          autofocus
        />
        <button class="button" type="submit" data-kind="main">
          Sign in
        </button>
        {session && <a href="/dashboard">Cancel</a>}
      </form>
      <p class="note">
        You are signed out after 30 minutes without activity, and after 12 hours at the latest. No key? Ask the person
        who manages the API at your company.
      </p>
    </>
  )
  const around = session ? <div class="blank signing-in">{content}</div> : content
  return renderPage(c, { title: 'Sign in', status }, around)
}

/** Checks the key with the API and stores its hash, never its text, in a new session. */
export const signIn: Action<'/dashboard/sign-in'> = {
  path: PATH,
  async run({ c, visit, text, show, callAs }) {
    const key = text('key')
    const to = localPath(text('to'))
    const reject = (error: string, status: number) => {
      return show(`${PATH}?${new URLSearchParams({ to })}`, failed(error, status))
    }
    if (!isWellFormedKey(key)) return reject(MALFORMED, 422)
    const credential = await credentialOfKey(key)
    const result = await callAs(credential, 'GET', '/v1/api-keys/me')
    if (!result.ok) return reject(reasonOf(result), result.status)
    if (result.body.role !== 'admin') return reject(BOUND, 403)

    const mode = modeOf(key)
    const one: SessionKey = {
      hash: credential.hash,
      secret: toBase64Url(crypto.getRandomValues(new Uint8Array(32))),
      ...{ name: cut(result.body.name), prefix: result.body.prefix, lastFour: result.body.last_four },
      scopes: result.body.scopes,
      ...{ tenant: cut(result.body.tenant.name) ?? '', signedInAt: visit.now.getTime() },
    }
    visit.session = { mode, keys: { ...keptKeys(visit.session, one), [mode]: one }, usedAt: visit.now.getTime() }
    return c.redirect(to, 303)
  },
}

/** The key of the other mode stays signed in if its tenant has the same name, which a tenant and its sandbox share. */
function keptKeys(session: Session | undefined, { tenant }: SessionKey): Session['keys'] {
  const entries = Object.entries(session?.keys ?? {}).filter(([, key]) => key.tenant === tenant)
  return Object.fromEntries(entries)
}

/** The cookie has limited space. */
const cut = (name: string | null) => name && [...name].slice(0, 60).join('')

const MALFORMED = 'This is not a complete API key. A key starts with hc_live_ or hc_test_ and has 57 characters.'
const BOUND = 'This key is bound to one customer. Sign in with an admin key.'

function reasonOf({ status, body }: ApiResult): string {
  if (status === 401) return 'This key does not exist, has expired or was revoked.'
  return String(body.detail ?? 'The key could not be checked. Try again shortly.')
}

function failed(error: string, status: number): Submission {
  return { form: 'sign-in', values: {}, errors: { key: error }, summary: error, code: '', status, failure: {} }
}

/** A path of the dashboard. Anything else could lead to another site. */
export function localPath(path: string | null): string {
  return path !== null && /^\/dashboard(?:[/?][^\\\s]*)?$/.test(path) && !path.startsWith(PATH) ? path : '/dashboard'
}
