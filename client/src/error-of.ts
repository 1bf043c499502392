import {
  ApiError,
  AuthenticationError,
  ConflictError,
  IdempotencyError,
  NotFoundError,
  PermissionError,
  PreconditionError,
  RateLimitError,
  ServerError,
  ValidationError,
} from './errors.ts'
import type { Failure } from './schema.ts'

const BY_STATUS: Record<number, typeof ApiError> = {
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  412: PreconditionError,
  429: RateLimitError,
}

/** The error of a response that is not 2xx. */
export function errorOf({ status, headers }: Response, text: string): ApiError {
  const body = parse(text)
  const description = {
    ...{ status, body, code: body.code ?? ('unexpected_response' as const) },
    requestId: body.request_id ?? headers.get('X-Request-Id') ?? undefined,
    retryAfter: secondsOf(headers.get('Retry-After')),
  }
  const { detail } = body
  if (Array.isArray(detail)) return new ValidationError(detail, { ...description, code: 'invalid_request' })

  const message =
    typeof detail === 'string' ? detail : `The response has status ${status}, but its body is not an API error.`
  if (description.code.startsWith('idempotency_')) return new IdempotencyError(message, description)
  const Class = BY_STATUS[status] ?? (status >= 500 ? ServerError : ApiError)
  return new Class(message, description)
}

/** An error body; empty if the text is not one, such as the HTML of a proxy. */
function parse(text: string): Partial<Omit<Failure, 'detail'>> & { detail?: unknown } {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? body : {}
  } catch {
    return {}
  }
}

/** `Retry-After` is a number of seconds or a date. */
function secondsOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds)
}
