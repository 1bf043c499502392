import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

interface ErrorEntry {
  status: ContentfulStatusCode
  detail: string
  headers?: Record<string, string>
}

/** Every error except validation errors, with its status, the detail for the caller, and its headers. */
const ERRORS = {
  signature_invalid: {
    status: 400,
    detail:
      'The Stripe-Signature header is missing, does not match the body, or has a timestamp more than 300 seconds ' +
      'from now.',
  },
  event_invalid: { status: 400, detail: 'The signature is valid, but the body is not a valid Stripe event.' },
  idempotency_key_invalid: {
    status: 400,
    detail: 'Idempotency-Key should be 1 to 255 visible ASCII characters, optionally in double quotes.',
  },
  unauthenticated: {
    status: 401,
    detail:
      'The API key is missing, malformed, unknown, expired or revoked. Send a valid key as X-Api-Key or as a ' +
      'Bearer token.',
    headers: { 'WWW-Authenticate': 'Bearer realm="customer-management-api"' },
  },
  admin_required: { status: 403, detail: 'This operation requires a key with the role admin.' },
  insufficient_scope: { status: 403, detail: 'The key lacks the scope that this operation requires.' },
  tenant_suspended: { status: 403, detail: 'The tenant is suspended.' },
  not_found: { status: 404, detail: 'No resource has this id.' },
  account_unknown: {
    status: 404,
    detail:
      'No tenant is connected to this Stripe account yet. Send the event again later; Stripe does so automatically.',
  },
  route_not_found: {
    status: 404,
    detail: 'This path does not exist. /openapi.json lists all operations.',
  },
  method_not_allowed: {
    status: 405,
    detail: 'This path does not support the method. The Allow header lists the supported methods.',
  },
  request_timeout: {
    status: 408,
    detail: 'The request body was not received within 10 seconds.',
    // The rest of the body is not read, so the connection cannot be used for another request.
    headers: { Connection: 'close' },
  },
  email_taken: { status: 409, detail: 'Another customer of the tenant already has this email.' },
  external_id_taken: { status: 409, detail: 'Another customer of the tenant already has this external_id.' },
  conflict: { status: 409, detail: 'The current state of the resource does not allow this change.' },
  idempotency_in_progress: {
    status: 409,
    detail: 'A request with this Idempotency-Key is still being processed. Send the same request again shortly.',
    headers: { 'Retry-After': '1' },
  },
  precondition_failed: {
    status: 412,
    detail:
      'If-Match does not match: the resource has changed or does not exist. Send the latest ETag as it is, including ' +
      'its quotes.',
  },
  body_too_large: { status: 413, detail: 'The request body is larger than 64 KiB.' },
  unsupported_media_type: {
    status: 415,
    detail:
      'The media type or encoding of the body is missing or not supported. Send uncompressed application/json in ' +
      'UTF-8.',
  },
  idempotency_key_reused: {
    status: 422,
    detail:
      'This Idempotency-Key was used for a request with a different path, query or body in the last 24 hours. Use a ' +
      'new key for a new request.',
  },
  rate_limited: {
    status: 429,
    detail: 'Too many requests. Wait for the number of seconds in Retry-After.',
    headers: { 'Retry-After': '60' },
  },
  internal_error: {
    status: 500,
    detail: 'An internal error occurred. If it persists, report it with the request id.',
  },
  webhook_not_configured: { status: 503, detail: 'STRIPE_WEBHOOK_SECRET is not set, so events cannot be verified.' },
  webhook_secret_unknown: {
    status: 503,
    detail: 'The database does not know the secret that signed this event. Store it with the command "stripe secret".',
  },
  not_ready: { status: 503, detail: 'The database login role does not have exactly the required privileges.' },
  rate_limiter_unavailable: {
    status: 503,
    detail: 'Requests cannot be counted at the moment, so API keys cannot be created or rotated. Try again shortly.',
    headers: { 'Retry-After': '5' },
  },
  database_unavailable: {
    status: 503,
    detail: 'The database cannot be reached or took too long, and nothing was changed. Try again shortly.',
    headers: { 'Retry-After': '2' },
  },
  outcome_unknown: {
    status: 503,
    detail:
      'The change was sent to the database, but it is unknown whether it was made. Repeat the request with the same ' +
      'Idempotency-Key; the change is made only once.',
    headers: { 'Retry-After': '2' },
  },
} as const satisfies Record<string, ErrorEntry>

/** Machine-readable name, returned as `code`. */
export type ErrorCode = keyof typeof ERRORS

/** Returns the table entry of a code. */
export function errorEntry(code: ErrorCode): ErrorEntry {
  return ERRORS[code]
}

/** One validation error of a request, in pydantic v2's shape and with its names. */
export interface ValidationError {
  loc: (string | number)[]
  msg: string
  type: string
}

/** Maximum number of validation errors in one list. Anyone can send a body with thousands of unknown fields. */
export const MAX_VALIDATION_ERRORS = 50

interface ErrorOptions {
  /** Replaces the table's detail. */
  detail?: string
  headers?: Record<string, string>
  /** Additional response fields, such as the ids that prevent the change. */
  extra?: Record<string, unknown>
  /** Written only to the log. */
  reason?: string
}

/** The only way to reject a request: `new ApiError('email_taken')`, or `ApiError.invalid(errors)` for a 422. */
export class ApiError extends Error {
  readonly code: ErrorCode | 'invalid'
  readonly options: ErrorOptions
  /** With the code `invalid`: the validation errors of the request, at most `MAX_VALIDATION_ERRORS`. */
  readonly validationErrors: ValidationError[]

  constructor(code: ErrorCode | 'invalid', options: ErrorOptions = {}, validationErrors: ValidationError[] = []) {
    super(code)
    this.code = code
    this.options = options
    this.validationErrors = validationErrors
  }

  static invalid(validationErrors: ValidationError[]): ApiError {
    return new ApiError('invalid', {}, validationErrors.slice(0, MAX_VALIDATION_ERRORS))
  }
}

/** A resource that does not exist, or belongs to another tenant. */
export function notFound(resource: 'customer' | 'rule' | 'instance' | 'subscription' | 'API key'): ApiError {
  return new ApiError('not_found', { detail: `No ${resource} has this id.` })
}

/** The result exceeds the size limit of the database endpoint. */
export class ResponseTooLarge extends ApiError {
  constructor() {
    super('internal_error', { reason: 'the result exceeds the size limit of the database endpoint' })
  }
}

/** Turns everything thrown into a response in the published shape, without internal details. */
export function errorResponse(error: unknown, c: Context): Response {
  const { code, options, validationErrors } = error instanceof ApiError ? error : new ApiError('internal_error')
  c.set('errorCode', code)
  if (code === 'invalid') return c.json({ detail: validationErrors }, 422)

  const failure = code === 'internal_error' ? loggable(error) : options.reason
  if (failure) c.set('failure', failure)
  const { status, detail, headers } = errorEntry(code)
  const request_id = c.get('originalRequestId') ?? c.get('requestId')
  const body = { detail: options.detail ?? detail, code, request_id, ...options.extra }
  return c.json(body, status, { ...headers, ...options.headers })
}

/**
 * The loggable part of an error: its reason, or a description. The message is left out, because it can quote parameters
 * and secrets.
 */
export function loggable(error: unknown): string | Record<string, unknown> {
  if (error instanceof ApiError && error.options.reason) return error.options.reason
  if (!(error instanceof Error)) return { name: typeof error }
  const { code, constraint, routine, column } = error as Error & Record<string, string | undefined>
  // The stack starts with the message, and lines of the message may look like frames.
  const trace = error.stack?.slice(error.stack.indexOf(error.message) + error.message.length)
  const frames = trace?.split('\n').filter((line) => /^\s+at /.test(line))
  return { name: error.name, code, constraint, routine, column, frames: frames?.slice(0, 8).map((line) => line.trim()) }
}
