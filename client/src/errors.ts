import type { Conflict, Failure, ValidationIssue } from './schema.ts'

/** A code of the API, or one of the client's own for a request without a usable response. */
export type ErrorCode =
  | Failure['code']
  | 'invalid_request'
  | 'connection_failed'
  | 'timed_out'
  | 'unexpected_response'
  | 'key_cannot_read'

export interface ErrorDescription {
  code: ErrorCode
  status?: number
  requestId?: string
  /** Seconds. */
  retryAfter?: number
  /** The parsed body of the response. */
  body?: unknown
  cause?: unknown
}

/** Every failure of a request. Programs should rely on `code`; `message` is a sentence for people. */
export class ApiError extends Error {
  override readonly name: string = 'ApiError'
  readonly code: ErrorCode
  /** HTTP status; undefined if no response arrived. */
  readonly status: number | undefined
  /** Quote this when you report a problem; undefined if no response arrived. */
  readonly requestId: string | undefined
  /** Seconds to wait before the request is sent again, if the response has `Retry-After`. */
  readonly retryAfter: number | undefined
  /** Body of the response. */
  readonly body: unknown

  constructor(message: string, { code, status, requestId, retryAfter, body, cause }: ErrorDescription) {
    super(message, { cause })
    this.code = code
    this.status = status
    this.requestId = requestId
    this.retryAfter = retryAfter
    this.body = body
  }
}

/** 401: the key or token is missing, malformed, unknown, expired or revoked. */
export class AuthenticationError extends ApiError {
  override readonly name = 'AuthenticationError'
}

/** 403: the key lacks the role or the scope, or the tenant is suspended. */
export class PermissionError extends ApiError {
  override readonly name = 'PermissionError'
}

/** 404: the resource does not exist, is archived, or belongs to another tenant. */
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError'
}

/** 409: another resource or the state of this one prevents the change. `body` has the ids. */
export class ConflictError extends ApiError {
  override readonly name = 'ConflictError'
  declare readonly body: Conflict
}

/** 412: the resource has changed since its ETag was read. */
export class PreconditionError extends ApiError {
  override readonly name = 'PreconditionError'
}

/** 422: the request is invalid. */
export class ValidationError extends ApiError {
  override readonly name = 'ValidationError'
  /** Every validation error of the request, at most 50. */
  readonly detail: readonly ValidationIssue[]

  constructor(detail: readonly ValidationIssue[], description: ErrorDescription) {
    super(detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '), description)
    this.detail = detail
  }
}

/** The `idempotencyKey` is malformed, still in use by an earlier request, or was used for another request. */
export class IdempotencyError extends ApiError {
  override readonly name = 'IdempotencyError'
}

/** 429: a limit was still exceeded after all retries. */
export class RateLimitError extends ApiError {
  override readonly name = 'RateLimitError'
}

/** 5xx: the API failed. After `outcome_unknown`, repeat the change with the same `idempotencyKey`. */
export class ServerError extends ApiError {
  override readonly name = 'ServerError'
}

/** No usable response arrived. A change may have been made: repeat it with the same `idempotencyKey`. */
export class ConnectionError extends ApiError {
  override readonly name: string = 'ConnectionError'
}

/** No response arrived within the `timeout`. */
export class TimeoutError extends ConnectionError {
  override readonly name = 'TimeoutError'
}
