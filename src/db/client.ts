import { type NeonQueryFunction, neon, neonConfig } from '@neondatabase/serverless'
import { AnswerTooLarge, ApiError } from '../errors.ts'

export type Client = NeonQueryFunction<false, false>

/** Where Neon itself is reached; the driver keeps this setting for all clients at once, so each request sets it. */
const NEONS_OWN = neonConfig.fetchEndpoint

/** Longest wait for the database's answer, in milliseconds; its own statement time-out is shorter. */
const PATIENCE = 15_000

export interface Connection {
  url: string
  endpoint: string | undefined
}

/** What a batch is: one snapshot that is only read, or changes that decide races by the rows they meet. */
const TRANSACTIONS = {
  read: { isolationLevel: 'RepeatableRead', readOnly: true },
  write: { isolationLevel: 'ReadCommitted', readOnly: false },
} as const
export type Access = keyof typeof TRANSACTIONS

/** Clients hold no connection and no state, so the few that a Worker uses are made once. */
const clients = new Map<string, Client>()
const MANY = 50

/** A client. It opens nothing: each query or batch is one HTTP request. */
export function connect({ url, endpoint }: Connection, access: Access = 'write'): Client {
  neonConfig.fetchEndpoint = endpoint ?? NEONS_OWN
  const name = `${access} ${url}`
  const known = clients.get(name)
  if (known) return known

  if (!isComplete(url)) throw new ApiError('internal_error', { reason: 'DATABASE_URL is no complete postgres:// URL' })
  const fetchOptions = {
    // Read anew for each request.
    get signal() {
      return AbortSignal.timeout(PATIENCE)
    },
  }
  const client = neon(url, { fetchOptions, ...TRANSACTIONS[access] })
  if (clients.size >= MANY) clients.clear()
  clients.set(name, client)
  return client
}

/** Asked here, because the driver's own complaint quotes the URL, password included. */
function isComplete(text: string): boolean {
  const url = URL.parse(text)
  return !!url && /^postgres(ql)?:$/.test(url.protocol) && !!url.hostname && !!url.username && url.pathname.length > 1
}

/** SQLSTATE classes and codes that mean "not now" rather than "not so": connection, resources, time, contention. */
const PASSING = /^(08|28|3D|53|57|58|HV|XX|40001|40P01|25P03|25P04|55P03)/

/** Turns what a database call threw into the error that the caller is told of. */
export function databaseFailure(error: unknown): unknown {
  const { cause, code } = causeOf(error)
  if (code === undefined) return cause
  // The one refusal of the endpoint's own that trying again will not change.
  if (code === '' && /HTTP status 507/.test(String(cause))) return new AnswerTooLarge()
  if (code === 'HC401') return new ApiError('unauthenticated')
  if (code === 'HC403') return new ApiError('tenant_suspended')
  if (code === 'HC404') return new ApiError('account_unknown')
  if (code === 'HC409') return new ApiError('conflict', { detail: 'Its customer is archived.' })
  if (code === UNIQUE_VIOLATION) return new ApiError('conflict', { detail: 'Another request was first. Try again.' })
  if (code === '' || PASSING.test(code)) return new ApiError('database_unavailable', { reason: code || 'no answer' })
  return cause
}

const UNIQUE_VIOLATION = '23505'

/** Whether a batch lost against another that was committed in between; all of it was taken back. */
export function wasOvertaken(error: unknown): boolean {
  return [UNIQUE_VIOLATION, '40P01'].includes(causeOf(error).code ?? '')
}

/** The driver's error and its SQLSTATE: empty when the database gave no answer, undefined for any other error. */
function causeOf(error: unknown): { cause: unknown; code?: string } {
  const cause = error instanceof Error && error.name === 'DrizzleQueryError' ? error.cause : error
  if (!(cause instanceof Error) || cause.name !== 'NeonDbError') return { cause }
  return { cause, code: (cause as Error & { code?: string }).code ?? '' }
}
