import type { Context } from 'hono'
import { type ErrorCode, errorEntry } from './codes.ts'

/** One validation error of a request, in pydantic v2's shape and with its names. */
export interface ValidationError {
  loc: (string | number)[]
  msg: string
  type: string
}

/** Maximum number of validation errors in one list. Anyone can send a body with thousands of unknown fields. */
export const MAX_VALIDATION_ERRORS = 50

/** The code of a response with validation errors, whose `detail` is a list. */
export const INVALID = 'invalid_request'

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
  readonly code: ErrorCode | typeof INVALID
  readonly options: ErrorOptions
  /** With the code `invalid_request`: the validation errors of the request, at most `MAX_VALIDATION_ERRORS`. */
  readonly validationErrors: ValidationError[]

  constructor(code: ErrorCode | typeof INVALID, options: ErrorOptions = {}, validationErrors: ValidationError[] = []) {
    super(code)
    this.code = code
    this.options = options
    this.validationErrors = validationErrors
  }

  static invalid(validationErrors: ValidationError[]): ApiError {
    return new ApiError(INVALID, {}, validationErrors.slice(0, MAX_VALIDATION_ERRORS))
  }
}

/** The detail of a conflict with another request. */
export const CONCURRENT_CHANGE = 'A concurrent request made a conflicting change. Try again.'

/** The detail of `not_found` for a customer that is archived. */
export const CUSTOMER_ARCHIVED = 'The customer is archived. Get it with include_archived=true, or restore it.'

/** A resource that does not exist or belongs to another tenant, or a customer that is archived. */
export function notFound(resource: string, { isArchived = false } = {}): ApiError {
  return new ApiError('not_found', { detail: isArchived ? CUSTOMER_ARCHIVED : `No ${resource} has this id.` })
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
  const request_id = c.get('originalRequestId') ?? c.get('requestId')
  if (code === INVALID) return c.json({ detail: validationErrors, code, request_id }, 422)

  const failure = code === 'internal_error' ? loggable(error) : options.reason
  if (failure) c.set('failure', failure)
  const { status, detail, headers } = errorEntry(code)
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
