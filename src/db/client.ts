import { type NeonQueryFunction, neon, neonConfig } from '@neondatabase/serverless'
import { DrizzleQueryError } from 'drizzle-orm'
import type { Env } from '../env.ts'
import { ApiError, type ErrorCode, ResponseTooLarge } from '../errors.ts'

export type Client = NeonQueryFunction<false, false>

/** Neon's own endpoint. The driver has one setting for all clients, so each request sets it. */
const NEON_ENDPOINT = neonConfig.fetchEndpoint

/** Maximum wait for a database response, in milliseconds. The database's statement timeout is shorter. */
const TIMEOUT_MS = 15_000

/** The Worker's settings that name the database. */
export type DatabaseEnv = Pick<Env, 'DATABASE_URL' | 'DATABASE_ENDPOINT'>

/**
 * Transaction settings of a batch: reads use one read-only snapshot; writes use read committed, so races are decided by
 * the rows they find.
 */
const TRANSACTIONS = {
  read: { isolationLevel: 'RepeatableRead', readOnly: true },
  write: { isolationLevel: 'ReadCommitted', readOnly: false },
} as const
export type Access = keyof typeof TRANSACTIONS

/** Clients hold no connection or state, so the few that a Worker uses are created once. */
const clients = new Map<string, Client>()
const MAX_CLIENTS = 50

/** Returns a client. It opens no connection; each query or batch is one HTTP request. */
export function connect(
  { DATABASE_URL: url, DATABASE_ENDPOINT: endpoint }: DatabaseEnv,
  access: Access = 'write',
): Client {
  neonConfig.fetchEndpoint = endpoint ?? NEON_ENDPOINT
  const name = `${access} ${url}`
  const known = clients.get(name)
  if (known) return known

  if (!isComplete(url))
    throw new ApiError('internal_error', { reason: 'DATABASE_URL is not a complete postgres:// URL' })
  const fetchOptions = {
    // A new timeout signal for each request.
    get signal() {
      return AbortSignal.timeout(TIMEOUT_MS)
    },
  }
  const client = neon(url, { fetchOptions, ...TRANSACTIONS[access] })
  if (clients.size >= MAX_CLIENTS) clients.clear()
  clients.set(name, client)
  return client
}

/** Checked here because the driver's own error message quotes the URL, including the password. */
function isComplete(text: string): boolean {
  const url = URL.parse(text)
  return !!url && /^postgres(ql)?:$/.test(url.protocol) && !!url.hostname && !!url.username && url.pathname.length > 1
}

/** SQLSTATE classes and codes of temporary failures: connection, resources, timeout, contention. */
const TRANSIENT = /^(08|28|3D|53|57|58|HV|XX|40001|40P01|25P03|25P04|55P03)/

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

/** Converts an error thrown by a database call to the error that the caller sees. */
export function databaseFailure(error: unknown): unknown {
  const { cause, code } = causeOf(error)
  if (code === undefined) return cause
  // The only error of the endpoint itself that a retry cannot resolve.
  if (code === '' && /HTTP status 507/.test(String(cause))) return new ResponseTooLarge()
  const raised = RAISED[code]
  if (raised) return new ApiError(raised)
  if (code === 'HC409') return new ApiError('conflict', { detail: 'The customer of the instance is archived.' })
  if (code === UNIQUE_VIOLATION)
    return new ApiError('conflict', { detail: 'A concurrent request made a conflicting change. Try again.' })
  if (code === '' || TRANSIENT.test(code))
    return new ApiError('database_unavailable', { reason: code || 'no response' })
  return cause
}

const UNIQUE_VIOLATION = '23505'

/** Whether a batch lost a race against a concurrent commit and was rolled back. */
export function wasOvertaken(error: unknown): boolean {
  return [UNIQUE_VIOLATION, '40P01'].includes(causeOf(error).code ?? '')
}

/** Whether a batch was rolled back because a request with its idempotency key has been processed. */
export function wasProcessed(error: unknown): boolean {
  return causeOf(error).code === 'HCREP'
}

/**
 * The driver's error and its SQLSTATE, which is empty if the database did not respond; undefined for any other error.
 */
function causeOf(error: unknown): { cause: unknown; code?: string } {
  const cause = error instanceof DrizzleQueryError ? error.cause : error
  if (!(cause instanceof Error) || cause.name !== 'NeonDbError') return { cause }
  return { cause, code: (cause as Error & { code?: string }).code ?? '' }
}
