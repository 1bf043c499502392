import type { z } from '@hono/zod-openapi'
import { ERROR_CODES, type ErrorCode, errorEntry } from '../error-codes.ts'
import { REQUEST_ID_EXAMPLE } from './failure.ts'
import { errorHeader, headerRef } from './headers.ts'

type Headers = Record<string, object>

const FORBIDDEN = ['insufficient_scope', 'tenant_suspended'] as const
const UNAVAILABLE = ['not_ready', 'database_unavailable'] as const

/** Error responses that several operations share: for each component, all of its codes in the order of `codesOf`. */
const SHARED: Record<string, readonly ErrorCode[]> = {
  IdempotencyKeyInvalid: ['idempotency_key_invalid'],
  Unauthenticated: ['unauthenticated'],
  AdminRequired: ['admin_required', ...FORBIDDEN],
  Forbidden: FORBIDDEN,
  NotFound: ['not_found'],
  RequestTimeout: ['request_timeout'],
  InProgress: ['idempotency_in_progress'],
  Conflict: ['idempotency_in_progress', 'conflict'],
  EmailTaken: ['idempotency_in_progress', 'email_taken', 'conflict'],
  EmailOrExternalIdTaken: ['idempotency_in_progress', 'email_taken', 'external_id_taken', 'conflict'],
  PreconditionFailed: ['precondition_failed'],
  BodyTooLarge: ['body_too_large'],
  UnsupportedMediaType: ['unsupported_media_type'],
  RateLimited: ['rate_limited'],
  InternalError: ['internal_error'],
  Unavailable: UNAVAILABLE,
  UnavailableOrUnknown: [...UNAVAILABLE, 'outcome_unknown'],
  UnavailableOrUncounted: ['rate_limiter_unavailable', ...UNAVAILABLE, 'outcome_unknown'],
}
const NAMES = new Map(Object.entries(SHARED).map(([name, codes]) => [codes.join(), name]))

/** Statuses that an idempotency key stores, because the database decides them. */
const REPLAYED = [403, 404, 409, 412, 422]

const TAKEN_CODES: readonly ErrorCode[] = ['email_taken', 'external_id_taken']
const existing_customer_id = '497f6eca-6276-4993-bfeb-53cbbbba6f08'

const INVALID = '`invalid_request`: The request is invalid. `detail` lists its validation errors.'
const REUSED = `\`idempotency_key_reused\`: ${errorEntry('idempotency_key_reused').detail}`
const schemaRef = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** For `components`: the responses, and an example of each error. */
export function sharedErrors() {
  const errors = Object.entries(SHARED).map(([name, codes]) => [name, response(codes)])
  const headers = headersOf(422)
  const schema = schemaRef('ValidationFailure')
  const either = { anyOf: [schema, schemaRef('KeyReusedFailure')] }
  return {
    responses: {
      ...Object.fromEntries(errors),
      Invalid: { description: INVALID, headers, content: { 'application/json': { schema } } },
      InvalidOrReused: {
        description: `${INVALID} ${REUSED}`,
        headers,
        content: { 'application/json': { schema: either, examples: examplesOf(['idempotency_key_reused']) } },
      },
    } as Record<string, object>,
    examples: Object.fromEntries(ERROR_CODES.filter(isOfOperation).map((code) => [code, { value: exampleOf(code) }])),
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

/** One response; its codes become examples. */
function response(codes: readonly ErrorCode[], schema?: z.ZodType) {
  const isTaken = codes.some((code) => TAKEN_CODES.includes(code))
  const sent = codes.map((code) => Object.keys(errorEntry(code).headers ?? {}))
  const headers = [...new Set(sent.flat())].map((name) => {
    const isAlwaysSent = sent.every((names) => names.includes(name))
    return [name, headerRef(errorHeader(name, isAlwaysSent))]
  })
  const json = {
    schema: schema ?? schemaRef(isTaken ? 'ConflictFailure' : 'Failure'),
    examples: examplesOf(codes),
  }
  return {
    description: descriptionOf(codes),
    headers: { ...headersOf(statusOf(codes)), ...Object.fromEntries(headers) },
    content: { 'application/json': json },
  }
}

/** The examples have the sentences of several codes. */
function descriptionOf(codes: readonly ErrorCode[]): string {
  const [code, ...others] = codes.map((one) => `\`${one}\``)
  return others.length === 0
    ? `${code}: ${errorEntry(codes[0] as ErrorCode).detail}`
    : `${[code, ...others].join(', ')}.`
}

/** Some errors occur only outside of operations. */
function isOfOperation(code: ErrorCode): boolean {
  return code !== 'route_not_found' && code !== 'method_not_allowed'
}

function statusOf([code]: readonly ErrorCode[]): number {
  return errorEntry(code as ErrorCode).status
}

function examplesOf(codes: readonly ErrorCode[]) {
  return Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]))
}

/** The headers of errors with a status that do not depend on their code. */
function headersOf(status: number): Headers {
  return {
    'X-Request-Id': headerRef('RequestId'),
    'RateLimit-Policy': headerRef('RateLimitPolicyIfKnown'),
    ...(REPLAYED.includes(status) && { 'Idempotent-Replayed': headerRef('IdempotentReplayed') }),
  }
}

function exampleOf(code: ErrorCode) {
  const more = TAKEN_CODES.includes(code) && { existing_customer_id }
  return { detail: errorEntry(code).detail, code, request_id: REQUEST_ID_EXAMPLE, ...more }
}
