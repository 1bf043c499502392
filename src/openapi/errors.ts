import type { z } from '@hono/zod-openapi'
import { type ErrorCode, errorEntry } from '../errors/codes.ts'
import { errorHeader, headerRef } from './headers.ts'

type Headers = Record<string, object>

const FORBIDDEN = ['insufficient_scope', 'tenant_suspended'] as const
const UNAVAILABLE = ['not_ready', 'database_unavailable'] as const

/** Error responses that several operations share: for each component, all of its codes in the order of `codesOf`. */
const SHARED: Record<string, readonly ErrorCode[]> = {
  BadKey: ['idempotency_key_invalid'],
  NoKey: ['unauthenticated'],
  AdminOnly: ['admin_required', ...FORBIDDEN],
  Forbidden: FORBIDDEN,
  NotFound: ['not_found'],
  Timeout: ['request_timeout'],
  InProgress: ['idempotency_in_progress'],
  Conflict: ['idempotency_in_progress', 'conflict'],
  EmailTaken: ['idempotency_in_progress', 'email_taken', 'conflict'],
  Taken: ['idempotency_in_progress', 'email_taken', 'external_id_taken', 'conflict'],
  PreconditionFailed: ['precondition_failed'],
  TooLarge: ['body_too_large'],
  NotJson: ['unsupported_media_type'],
  RateLimited: ['rate_limited'],
  Internal: ['internal_error'],
  Unavailable: UNAVAILABLE,
  Uncertain: [...UNAVAILABLE, 'outcome_unknown'],
  Uncounted: ['rate_limiter_unavailable', ...UNAVAILABLE, 'outcome_unknown'],
}
const NAMES = new Map(Object.entries(SHARED).map(([name, codes]) => [codes.join(), name]))

/** Statuses that an idempotency key stores, because the database decides them. */
const REPLAYED = [403, 404, 409, 412, 422]

const TAKEN_CODES: readonly ErrorCode[] = ['email_taken', 'external_id_taken', 'archived']

const INVALID = 'The request is invalid. `detail` lists its validation errors.'
const schemaRef = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** For `components.responses`. */
export function sharedErrors(): Record<string, object> {
  const errors = Object.entries(SHARED).map(([name, codes]) => [name, response(codes)])
  const headers = headersOf(422)
  const schema = schemaRef('ValidationFailure')
  const either = { anyOf: [schema, schemaRef('KeyReusedFailure')] }
  return {
    ...Object.fromEntries(errors),
    Invalid: { description: INVALID, headers, content: { 'application/json': { schema } } },
    InvalidOrReused: {
      description: `${INVALID} Or ${sentence('idempotency_key_reused')}`,
      headers,
      content: { 'application/json': { schema: either } },
    },
  }
}

/**
 * The error responses of these codes, by status. `schemas` holds, by status, the schemas of errors with additional
 * fields.
 */
export function errors(codes: readonly ErrorCode[], schemas: Record<number, z.ZodType> = {}): Record<number, object> {
  const statuses = [...new Set(codes.map((code) => errorEntry(code).status))]
  const responses = statuses.map((status) => {
    const same = codes.filter((code) => errorEntry(code).status === status)
    const shared = schemas[status] ? undefined : NAMES.get(same.join())
    return [status, shared ? responseRef(shared) : response(same, schemas[status])]
  })
  return Object.fromEntries(responses)
}

/** The response to an invalid request. */
export const invalid = { 422: responseRef('Invalid') }
/** The same for an operation that takes an idempotency key. */
export const invalidOrReused = { 422: responseRef('InvalidOrReused') }

function responseRef(name: string) {
  return { $ref: `#/components/responses/${name}` }
}

/** One response, whose description has a sentence for each code. */
function response(codes: readonly ErrorCode[], schema?: z.ZodType) {
  const isTaken = codes.some((code) => TAKEN_CODES.includes(code))
  const sent = codes.map((code) => Object.keys(errorEntry(code).headers ?? {}))
  const headers = [...new Set(sent.flat())].map((name) => {
    const isAlwaysSent = sent.every((names) => names.includes(name))
    return [name, headerRef(errorHeader(name, isAlwaysSent))]
  })
  return {
    description: codes.map(sentence).join(' '),
    headers: { ...headersOf(statusOf(codes)), ...Object.fromEntries(headers) },
    content: { 'application/json': { schema: schema ?? schemaRef(isTaken ? 'ConflictFailure' : 'Failure') } },
  }
}

function statusOf([code]: readonly ErrorCode[]): number {
  return errorEntry(code as ErrorCode).status
}

/** Without the advice that follows the first sentence of the detail: the tag about errors has it. */
function sentence(code: ErrorCode): string {
  return `\`${code}\`: ${errorEntry(code).detail.replace(/\. .*/, '.')}`
}

/** The headers of errors with a status that do not depend on their code. */
function headersOf(status: number): Headers {
  return {
    'X-Request-Id': headerRef('RequestId'),
    'RateLimit-Policy': headerRef('RateLimit'),
    ...(REPLAYED.includes(status) && { 'Idempotent-Replayed': headerRef('Replayed') }),
  }
}
