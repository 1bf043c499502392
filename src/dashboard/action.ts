import type { Context } from 'hono'
import { actWith, type Credential } from '../auth/credential.ts'
import type { AppEnv, Env } from '../env.ts'
import { ApiError } from '../errors/api-error.ts'
import { readBytes } from '../http/body.ts'
import { forbidden, isForbidden } from './frame/forbidden.tsx'
import type { Typed } from './frame/typed.tsx'
import { unsaved } from './frame/unsaved.tsx'
import { mayBeDone, type Repeat, withoutPromise } from './repeat.ts'
import { switchedSince } from './session/opened.ts'
import { credentialIn } from './session/session.ts'
import type { Submission } from './submission.ts'
import { setVisit, type Visit, visitOf } from './visit.ts'

/** Maximum size of a form in bytes, unless an action allows more. */
const FORM_LIMIT = 64 * 1024

/** What a form does: a path and code that calls the API. It has no database. */
export interface Action<Path extends string = string> {
  path: Path
  /** The address of its page, where a visitor returns after signing in again. None for a form of the session itself. */
  page?: (param: (name: string) => string) => string
  run: (request: ActionRequest) => Promise<Response>
  /** What the user entered, for a page that cannot show the form. By default nothing, as for a confirmation. */
  typed?: (form: FormData) => Typed
  /** Maximum size of the form in bytes. */
  limit?: number
  /** Maximum time to receive the form, in milliseconds; 10 seconds by default. */
  timeout?: number
  /** Responds to a form that was larger, or was not received in time. By default, an error page. */
  notReceived?: (request: Pick<ActionRequest, 'show'>, code: 'body_too_large' | 'request_timeout') => Promise<Response>
}

/** A form to process. */
export interface ActionRequest {
  c: Context<AppEnv>
  visit: Visit
  form: FormData
  /** A value of the form, without surrounding spaces; empty if it is missing. */
  text: (name: string) => string
  /** Calls an operation of the published API as the signed-in key, through its guard. Errors: `unauthenticated`. */
  call: (method: string, path: string, options?: CallOptions) => Promise<ApiResult>
  /** Like `call`, but with another credential. For sign-in. */
  callAs: (credential: Credential, method: string, path: string) => Promise<ApiResult>
  /** Shows a page again with the form that was not accepted. */
  show: (path: string, submission: Submission) => Promise<Response>
  /** Redirects to a page that shows the notice once. */
  done: (path: string, notice: string) => Response
}

export interface CallOptions {
  body?: unknown
  headers?: Record<string, string>
  /** Defaults to the key in the form, if it has one. */
  idempotencyKey?: string
}

export interface ApiResult {
  ok: boolean
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: JSON of any operation
  body: any
}

export interface LazyAction {
  path: string
  load: () => Promise<Action>
}

/** An entry of the list of actions. The compiler checks that the path matches the action. */
export function lazyAction<const Path extends string>(
  path: Path,
  load: () => Promise<Action<NoInfer<Path>>>,
): LazyAction {
  return { path: path.replaceAll(/\{(.+?)\}/g, ':$1'), load }
}

/** The fetch function of an app, such as the API's, which the dashboard calls for every change. */
export type CallApi = (
  request: Request,
  env: Env,
  context: ActionContext['executionCtx'],
) => Response | Promise<Response>

type Apps = { callApi: CallApi; show: CallApi }
type ActionContext = Context<AppEnv>

/** Reads the form and runs the action. */
export async function runAction(c: ActionContext, action: Action, { callApi, show }: Apps): Promise<Response> {
  const visit = visitOf(c.req.raw)
  let sent: FormData | undefined
  const typedIn = (form: FormData | undefined): Typed => (form && action.typed?.(form)) ?? []
  let repeat: Repeat | undefined
  const type = c.req.header('Content-Type') ?? ''
  const showAgain: ActionRequest['show'] = async (path, submission) => {
    if (isForbidden(submission)) return forbidden(c, submission.summary, typedIn(sent))
    const request = new Request(new URL(path, c.req.url), { headers: passedOn(c) })
    const isPartlyDone = repeat !== undefined || visit.hasWritten
    const shown: Visit = { ...visit, submission: isPartlyDone ? withoutPromise(submission) : submission, repeat }
    const page = await show(actAsVisitor(c, setVisit(request, shown)), c.env, c.executionCtx)
    // A form with a file is not repeated: the browser still has it.
    if (!shown.hasFailed || !sent || page.status < 400 || type.startsWith('multipart/')) return page
    visit.repeat = repeat
    const reason = page.status === 404 ? 'deleted' : 'failed'
    return unsaved(c, { reason, form: sent, typed: typedIn(sent), submission, status: page.status })
  }
  const { limit = FORM_LIMIT, timeout, notReceived } = action
  const bytes = await readBytes(c.req.raw, limit, { ...(timeout && { timeout }) }).catch((error) => {
    const code = error instanceof ApiError ? error.code : undefined
    if (!notReceived || (code !== 'body_too_large' && code !== 'request_timeout')) throw error
    return notReceived({ show: showAgain }, code)
  })
  if (bytes instanceof Response) return bytes
  const form = await new Response(bytes ?? '', { headers: { 'Content-Type': type } }).formData().catch(() => undefined)
  if (!form) throw new ApiError('unsupported_media_type')
  sent = form
  const switched = switchedSince(visit, form)
  if (switched) {
    const submission = { summary: switched, status: 409 }
    return unsaved(c, { reason: 'switched', form, typed: typedIn(form), submission, status: 409 })
  }
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const once = { action: c.req.path, key: text('idempotency_key') }
  if (once.key && form.has('repeats')) repeat = once
  return action.run({
    ...{ c, visit, form, text },
    async call(method, path, options = {}) {
      const idempotencyKey = options.idempotencyKey ?? once.key
      const request = actAsVisitor(c, apiRequest(c, method, path, { ...options, idempotencyKey }))
      const result = await resultOf(await callApi(request, c.env, c.executionCtx))
      if (result.ok && method !== 'GET') visit.hasWritten = true
      if (result.status === 401) throw new ApiError('unauthenticated')
      if (once.key && method !== 'GET' && idempotencyKey.startsWith(once.key)) {
        repeat = mayBeDone(repeat !== undefined, result) ? once : undefined
      }
      return result
    },
    async callAs(credential, method, path) {
      return resultOf(await callApi(actWith(apiRequest(c, method, path), credential), c.env, c.executionCtx))
    },
    show: showAgain,
    done(path, notice) {
      if (visit.session) visit.session = { ...visit.session, notice }
      return c.redirect(path, 303)
    },
  })
}

/** A request to the API on behalf of the visitor, without a credential. */
function apiRequest(
  c: ActionContext,
  method: string,
  path: string,
  { body, headers, idempotencyKey }: CallOptions = {},
): Request {
  const url = new URL(path, c.req.url)
  // An id must not lead to another operation.
  if (url.pathname !== path.split('?')[0]) throw new ApiError('not_found')
  const all = {
    ...passedOn(c),
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    ...(idempotencyKey && method !== 'GET' && { 'Idempotency-Key': idempotencyKey }),
    ...headers,
  }
  return new Request(url, {
    method,
    headers: all,
    body: body === undefined ? null : JSON.stringify(body),
  })
}

/** Headers that identify the request in the log, and the client for the rate limits. */
function passedOn(c: ActionContext): Record<string, string> {
  const address = c.req.header('CF-Connecting-IP')
  return { 'X-Request-Id': c.get('requestId'), ...(address && { 'CF-Connecting-IP': address }) }
}

function actAsVisitor(c: ActionContext, request: Request): Request {
  const { session } = visitOf(c.req.raw)
  const credential = session && credentialIn(session)
  return credential ? actWith(request, credential) : request
}

async function resultOf(response: Response): Promise<ApiResult> {
  const text = await response.text()
  const isJson = response.headers.get('Content-Type')?.startsWith('application/json') ?? false
  const { ok, status, headers } = response
  return { ok, status, headers, body: isJson && text ? JSON.parse(text) : text }
}
