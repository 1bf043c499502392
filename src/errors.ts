import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

interface ErrorEntry {
  status: ContentfulStatusCode
  detail: string
  headers?: Record<string, string>
}

/** Every error that is not a validation list: its status, what it tells the caller, and headers that go with it. */
const ERRORS = {
  signature_invalid: {
    status: 400,
    detail: 'Stripe-Signature is missing, does not sign this body, or was made more than 300 seconds from now.',
  },
  event_invalid: { status: 400, detail: 'The body is signed, but it is no event that Stripe would send.' },
  unauthenticated: {
    status: 401,
    detail:
      'Send a valid API key as X-Api-Key or as a Bearer token: it is missing, malformed, unknown, expired or revoked.',
    headers: { 'WWW-Authenticate': 'Bearer realm="customer-management-api"' },
  },
  admin_required: { status: 403, detail: 'This operation needs a key with the role admin.' },
  insufficient_scope: { status: 403, detail: 'The key lacks the scope that this operation needs.' },
  tenant_suspended: { status: 403, detail: 'The tenant is suspended.' },
  not_found: { status: 404, detail: 'There is nothing with this id.' },
  account_unknown: {
    status: 404,
    detail: 'No tenant has this Stripe account yet. The event is to be sent again, as Stripe does by itself.',
  },
  route_not_found: {
    status: 404,
    detail: 'There is nothing at this path. The operations are listed at /openapi.json.',
  },
  method_not_allowed: { status: 405, detail: 'This path does not take that method; Allow lists those it takes.' },
  email_taken: { status: 409, detail: 'Another customer of the tenant has this email.' },
  external_id_taken: { status: 409, detail: 'Another customer of the tenant has this external_id.' },
  conflict: { status: 409, detail: 'The state of what is to be changed does not allow it.' },
  precondition_failed: { status: 412, detail: 'It was changed since: its ETag is not the one in If-Match.' },
  body_too_large: { status: 413, detail: 'The request body is larger than 64 KiB.' },
  unsupported_media_type: { status: 415, detail: 'Send the body as application/json in UTF-8, not compressed.' },
  internal_error: {
    status: 500,
    detail: 'The request failed for a reason of ours. Quote the request id if it persists.',
  },
  webhook_not_configured: { status: 503, detail: 'STRIPE_WEBHOOK_SECRET is not set, so no event can be verified.' },
  not_ready: { status: 503, detail: 'The login role of the database is wider than it may be.' },
  database_unavailable: {
    status: 503,
    detail: 'The database cannot be reached or took too long. Try again shortly.',
    headers: { 'Retry-After': '2' },
  },
} as const satisfies Record<string, ErrorEntry>

/** A name for machines, as `code` in an answer. */
export type ErrorCode = keyof typeof ERRORS

/** What the table says of a code. */
export function errorEntry(code: ErrorCode): ErrorEntry {
  return ERRORS[code]
}

/** One fault of a request, in the shape and with the names that pydantic v2 gives it. */
export interface Fault {
  loc: (string | number)[]
  msg: string
  type: string
}

interface ErrorOptions {
  /** In place of the table's sentence. */
  detail?: string
  headers?: Record<string, string>
  /** More fields of the answer, such as the ids in the way. */
  extra?: Record<string, unknown>
  /** For the log alone. */
  reason?: string
}

/** The one way to refuse a request: `new ApiError('email_taken')`, or `ApiError.invalid(faults)` for a 422. */
export class ApiError extends Error {
  readonly code: ErrorCode | 'invalid'
  readonly options: ErrorOptions
  /** With the code `invalid`: all that is wrong with the request. */
  readonly faults: Fault[]

  constructor(code: ErrorCode | 'invalid', options: ErrorOptions = {}, faults: Fault[] = []) {
    super(code)
    this.code = code
    this.options = options
    this.faults = faults
  }

  static invalid(faults: Fault[]): ApiError {
    return new ApiError('invalid', {}, faults)
  }
}

/** More than the database's endpoint gives at once. */
export class AnswerTooLarge extends ApiError {
  constructor() {
    super('internal_error', { reason: 'the answer is larger than the database’s endpoint gives' })
  }
}

/** The one exit of everything thrown: the contract's shapes, and nothing of what went wrong inside. */
export function errorResponse(error: unknown, c: Context): Response {
  const { code, options, faults } = error instanceof ApiError ? error : new ApiError('internal_error')
  c.set('errorCode', code)
  if (code === 'invalid') return c.json({ detail: faults }, 422)

  const failure = options.reason ?? (code === 'internal_error' ? describe(error) : undefined)
  if (failure) c.set('failure', failure)
  const { status, detail, headers } = errorEntry(code)
  return c.json({ detail: options.detail ?? detail, code, request_id: c.get('requestId'), ...options.extra }, status, {
    ...headers,
    ...options.headers,
  })
}

/** What a log may hold of an unexpected error. Messages are left out: they can quote parameters and secrets. */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error }
  const { code, constraint, routine } = error as Error & { code?: string; constraint?: string; routine?: string }
  // The stack begins with the message, whose own lines may look like frames.
  const trace = error.stack?.slice(error.stack.indexOf(error.message) + error.message.length)
  const frames = trace?.split('\n').filter((line) => /^\s+at /.test(line))
  return { name: error.name, code, constraint, routine, frames: frames?.slice(0, 8).map((line) => line.trim()) }
}
