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
  archived: { status: 409, detail: 'The customer with this external id is archived. Restore it first.' },
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
  body_too_large: { status: 413, detail: 'The request body is larger than 64 KiB, or 1 MiB for a batch.' },
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

/** All codes, in the order of the table. */
export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]

/** Returns the table entry of a code. */
export function errorEntry(code: ErrorCode): ErrorEntry {
  return ERRORS[code]
}
