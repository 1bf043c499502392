import { DrizzleQueryError } from 'drizzle-orm'
import { ApiError, CONCURRENT_CHANGE } from '../errors/api-error.ts'
import type { ErrorCode } from '../errors/codes.ts'

interface Traits {
  /** Whether it is certain that nothing was changed, because nothing was executed or everything was rolled back. */
  isUnchanged?: boolean
  /** Whether another attempt may succeed. */
  isTransient?: boolean
  /** Seconds after which the endpoint asks for another call. */
  retryAfter?: number | undefined
}

/** A failed database call that was not the request's fault. */
export class DatabaseFailure extends Error {
  /** For the log: `refused`, `timeout`, `http_502`, `unreadable`, …, or an SQLSTATE. Contains no data. */
  readonly reason: string
  readonly isUnchanged: boolean
  readonly isTransient: boolean
  readonly retryAfter: number | undefined

  constructor(reason: string, { isUnchanged = false, isTransient = true, retryAfter }: Traits = {}) {
    super(reason)
    this.reason = reason
    this.isUnchanged = isUnchanged
    this.isTransient = isTransient
    this.retryAfter = retryAfter
  }
}

/** Converts an error that a database call threw. `hasResponse`: whether a complete response had arrived. */
export function failureOf(thrown: unknown, hasResponse: boolean, access: 'read' | 'write'): unknown {
  const error = thrown instanceof DrizzleQueryError ? thrown.cause : thrown
  if (error instanceof DatabaseFailure || error instanceof ApiError || !(error instanceof Error)) return error
  const { code, severity, sourceError } = error as Error & { code?: string; severity?: string; sourceError?: unknown }
  if (sourceError instanceof DatabaseFailure || sourceError instanceof ApiError) return sourceError
  // The driver could not read the values of the response.
  if (error.name !== 'NeonDbError' || !code) return hasResponse ? new DatabaseFailure('unreadable') : error
  return ofSqlState(code, severity, access) ?? error
}

const UNIQUE_VIOLATION = '23505'
/** A batch that a concurrent commit overtook; the next attempt sees that commit. */
const OVERTAKEN = [UNIQUE_VIOLATION, '40001', '40P01']
/** Classes and codes of temporary failures: connection, resources, timeout, contention. */
const TEMPORARY = /^(08|28|3D|53|57|58|HV|XX|40001|40003|40P01|25P03|25P04|55P03)/
/** Failures that may be gone on the next attempt: connection, contention, server restart. */
const TRANSIENT = /^(08|40001|40P01|53300|55P03|57P)/
/** The database is read-only, like a replica. In a read, a statement that writes is a bug instead. */
const READ_ONLY = '25006'
/** Codes that do not prove that PostgreSQL has rolled back. Any other code does. */
const UNCERTAIN = /^(08|40003|57P02)/

/** Errors that the functions of the migrations raise. */
const RAISED: Record<string, ErrorCode> = {
  HC401: 'unauthenticated',
  HC403: 'tenant_suspended',
  HC404: 'account_unknown',
  HCADM: 'admin_required',
  HCSCP: 'insufficient_scope',
  HCWHS: 'webhook_secret_unknown',
  HCREU: 'idempotency_key_reused',
  HCBUS: 'idempotency_in_progress',
}

/** The failure that an SQLSTATE stands for; undefined for an error in a statement. */
function ofSqlState(code: string, severity: string | undefined, access: 'read' | 'write'): unknown {
  const raised = RAISED[code]
  if (raised) return new ApiError(raised)
  if (code === 'HC409') return new ApiError('conflict', { detail: 'The customer of the instance is archived.' })
  const isTemporary = TEMPORARY.test(code) || (code === READ_ONLY && access === 'write')
  if (code !== UNIQUE_VIOLATION && !isTemporary) return undefined
  const isUnchanged = severity !== 'PANIC' && !UNCERTAIN.test(code)
  return new DatabaseFailure(code, { isUnchanged, isTransient: TRANSIENT.test(code) || code === UNIQUE_VIOLATION })
}

/** Whether a batch lost a race against a concurrent commit and was rolled back. */
export function wasOvertaken({ reason }: DatabaseFailure): boolean {
  return OVERTAKEN.includes(reason)
}

/** Whether a batch was rolled back because a request with its idempotency key has been processed. */
export function wasProcessed(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'HCREP'
}

/** Whether the request may have been processed: it was, or its key is no longer active, possibly because of it. */
export function mayBeProcessed(error: unknown): boolean {
  return wasProcessed(error) || (error instanceof ApiError && error.code === 'unauthenticated')
}

/** Whether a concurrent commit overtook a statement that checks before it writes. One more attempt decides. */
export function isUniqueViolation({ reason }: DatabaseFailure): boolean {
  return reason === UNIQUE_VIOLATION
}

/**
 * The error that the caller sees. `isUnchanged`: whether no attempt has changed anything; `repeatable`: whether the
 * caller can safely repeat the request.
 */
export function errorOf(failure: DatabaseFailure, outcome: { isUnchanged: boolean; repeatable: boolean }): ApiError {
  const { reason, retryAfter } = failure
  if (isUniqueViolation(failure)) return new ApiError('conflict', { detail: CONCURRENT_CHANGE })
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }
  if (outcome.isUnchanged) return new ApiError('database_unavailable', { reason, headers })
  const detail = outcome.repeatable ? {} : { detail: NOT_REPEATABLE }
  return new ApiError('outcome_unknown', { reason, headers, ...detail })
}

const NOT_REPEATABLE =
  'The change was sent to the database, but it is unknown whether it was made. Check this before you repeat the ' +
  'request. With an Idempotency-Key, repeating it would be safe.'
