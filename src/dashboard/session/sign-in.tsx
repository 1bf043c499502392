import type { Context } from 'hono'
import { toBase64Url } from '../../auth/base64url.ts'
import { credentialOfKey } from '../../auth/credential.ts'
import { isWellFormedKey, KEY_MODES, modeOf } from '../../auth/key.ts'
import type { Action, ApiResult } from '../action.ts'
import { renderPage } from '../frame/page.tsx'
import { Banner } from '../parts/banner.tsx'
import { Field } from '../parts/field.tsx'
import { type Submission, submissionOf } from '../submission.ts'
import { visitOf } from '../visit.ts'
import { sentencesFor } from '../words/failures.ts'
import type { Session, SessionKey } from './session.ts'

const PATH = '/dashboard/sign-in'

/** The sign-in page. Its query says where to go afterwards, which mode is wanted, and what a session ended with. */
export function showSignIn(c: Context): Response | Promise<Response> {
  const { submission, session } = visitOf(c.req.raw)
  // Not that of the browser, which has no query after a rejected key.
  const url = new URL(c.req.url)
  const sent = submissionOf(submission, 'sign-in')
  const mode = KEY_MODES.find((one) => one === url.searchParams.get('mode'))
  const [ended, unsaved] = ['ended', 'unsaved'].map((name) => url.searchParams.has(name) && !sent)
  const hint = mode ? `It starts with hc_${mode}_.` : 'It starts with hc_live_ or hc_test_.'
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
        {(ended || unsaved) && (
          <Banner tone="amber">
            Your session has ended{ended && ': the key was revoked or has expired'}.
            {unsaved && ' Nothing was saved. After you sign in, you return to the form.'}
          </Banner>
        )}
        <input type="hidden" name="to" value={localPath(url.searchParams.get('to'))} />
        {mode && <input type="hidden" name="wanted" value={mode} />}
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
  return renderPage(c, { title: 'Sign in' }, around)
}

/** Checks the key with the API and stores its hash, never its text, in a new session. */
export const signIn: Action<'/dashboard/sign-in'> = {
  path: PATH,
  async run({ c, visit, text, show, callAs }) {
    const key = text('key')
    const [to, wanted] = [localPath(text('to')), text('wanted')]
    const reject = (error: string, status: number) => {
      const query = new URLSearchParams({ ...(wanted && { mode: wanted }), to })
      return show(`${PATH}?${query}`, failed(error, status))
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
      ...tenantOf(result.body.tenant),
      signedInAt: visit.now.getTime(),
    }
    visit.session = { mode, keys: { ...keptKeys(visit.session, one), [mode]: one }, usedAt: visit.now.getTime() }
    return c.redirect(to, 303)
  },
}

/** The key of the other mode stays signed in if it belongs to the same tenant. */
function keptKeys(session: Session | undefined, { ownerId }: SessionKey): Session['keys'] {
  return Object.fromEntries(Object.entries(session?.keys ?? {}).filter(([, key]) => key?.ownerId === ownerId))
}

function tenantOf({ id, name, sandbox_of }: { id: string; name: string; sandbox_of: string | null }) {
  return { tenant: cut(name) ?? '', tenantId: id, ownerId: sandbox_of ?? id }
}

/** The cookie has limited space. */
const cut = (name: string | null) => name && [...name].slice(0, 60).join('')

const MALFORMED = 'This is not a complete API key. A key starts with hc_live_ or hc_test_ and has 57 characters.'
const BOUND = 'This key is bound to one customer. Sign in with an admin key.'

function reasonOf({ status, body }: ApiResult): string {
  return status === 401 ? 'This key does not exist, has expired or was revoked.' : sentencesFor(body)
}

function failed(error: string, status: number): Submission {
  return { form: 'sign-in', values: {}, errors: { key: error }, summary: error, code: '', status, failure: {} }
}

/** A path of the dashboard. Anything else could lead to another site. */
export function localPath(path: string | null): string {
  return path !== null && /^\/dashboard(?:[/?][^\\\s]*)?$/.test(path) && !path.startsWith(PATH) ? path : '/dashboard'
}
