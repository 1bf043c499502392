import type { Assets } from './assets/assets.ts'
import type { Repeat } from './repeat.ts'
import type { Session, SessionKey } from './session/session.ts'
import type { Submission } from './submission.ts'

/** What the dashboard knows about a request besides what an operation receives. */
export interface Visit {
  /** Undefined before sign-in. Changes are stored in the cookie of the response. */
  session: Session | undefined
  /** Of this response's Content-Security-Policy. */
  nonce: string
  /** The address in the browser. */
  url: URL
  /** Where to return after signing in again. A form of the session itself has none. */
  page: URL | undefined
  now: Date
  /** Addresses of the stylesheet, the script and the icon. */
  assets: Assets['paths']
  /** The success message of the previous form, shown once. */
  notice: string | undefined
  /** A form that was not accepted, to be shown again. */
  submission: Submission | undefined
  /** The form that may have taken effect. */
  repeat?: Repeat | undefined
  /** Whether an error page is shown instead of the page, except that a scope is missing. */
  hasFailed?: boolean
  /** Whether the form has changed something. */
  hasWritten?: boolean
}

/** Kept beside the request, because a handler receives only what `OperationEnv` lists. */
const visits = new WeakMap<Request, Visit>()

export function setVisit(request: Request, visit: Visit): Request {
  visits.set(request, visit)
  return request
}

export function findVisit(request: Request): Visit | undefined {
  return visits.get(request)
}

/** The visit of a request to the dashboard. */
export function visitOf(request: Request): Visit {
  const visit = visits.get(request)
  if (!visit) throw new Error('The request is not a dashboard request.')
  return visit
}

/** The key of the current mode. Undefined before sign-in. */
export function keyOf({ session }: Visit): SessionKey | undefined {
  return session?.keys[session.mode]
}
