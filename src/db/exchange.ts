import { ResponseTooLarge } from '../errors/api-error.ts'
import { DatabaseFailure } from './failure.ts'

/** One attempt to run statements: a single HTTP request. */
export interface Attempt {
  /** Maximum duration, including reading the response, in milliseconds. */
  limit: number
  /** Whether a complete response has arrived. */
  hasResponse: boolean
}

/** The part of a response that the driver uses. */
interface CheckedResponse {
  ok: boolean
  status: number
  json(): Promise<unknown>
}

/**
 * Sends a request of the driver and checks the response before the driver reads it. The driver itself would wait
 * forever for the end of a body, and throw an arbitrary error for one that did not come from Neon. Errors:
 * `DatabaseFailure`, `ResponseTooLarge`.
 */
export async function exchange(url: string, init: RequestInit, attempt: Attempt): Promise<CheckedResponse> {
  let response: Response
  let text: string
  try {
    // A redirect would send the password in the headers to another host.
    response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(attempt.limit) })
    text = await response.text()
  } catch (error) {
    throw connectionFailure(error)
  }
  attempt.hasResponse = true
  const { ok, status } = response
  const value = status === 200 || status === 400 ? parse(text) : undefined
  if (status === 200 ? isResults(value) : isSqlError(value)) return { ok, status, json: async () => value }
  throw status === 200 ? new DatabaseFailure('unreadable') : statusFailure(response, text)
}

/** Node names the cause. In Workers, all lost connections look alike, so the request may have been executed. */
function connectionFailure(error: unknown): DatabaseFailure {
  const { name, cause } = error as { name?: string; cause?: { code?: string } }
  if (name === 'TimeoutError') return new DatabaseFailure('timeout')
  const isRefused = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(cause?.code ?? '')
  return isRefused ? new DatabaseFailure('refused', { isUnchanged: true }) : new DatabaseFailure('connection_lost')
}

/** Statuses with which Cloudflare reports to a Worker that it could not connect to the endpoint. */
const UNCONNECTED = [521, 523, 525, 526, 530]
/** Statuses that reject a request before it is executed. */
const REJECTED = [401, 403, 404, 405, 413, 429]

/**
 * A response other than results or an SQL error. Neon's proxy (`proxy/src/serverless/sql_over_http.rs`) uses 500 only
 * before it executes anything or after rolling back, but intermediaries may use it after the commit.
 */
function statusFailure({ status, headers }: Response, text: string): DatabaseFailure | ResponseTooLarge {
  // The only status that a retry cannot change: the transaction was rolled back.
  if (status === 507) return new ResponseTooLarge()
  const retryAfter = secondsOf(headers.get('Retry-After'))
  const error = parse(text)
  if (UNCONNECTED.includes(status)) return new DatabaseFailure('refused', { isUnchanged: true, retryAfter })
  if (isNeonError(error) && LOGIN_REJECTED.test(error.message)) {
    return new DatabaseFailure('login_rejected', { isUnchanged: true, isTransient: false })
  }
  const reason = status === 400 && !isNeonError(error) ? 'unreadable' : `http_${status}`
  const isUnchanged = REJECTED.includes(status) || (status === 500 && isNeonError(error) && error.code === '')
  const isTransient = status === 400 || status === 429 || status >= 500
  return new DatabaseFailure(reason, { isUnchanged, isTransient, retryAfter })
}

/** Neon's messages for a connection string that it rejects, before it executes anything. */
const LOGIN_REJECTED = /^(password authentication failed|missing |invalid (header|connection string|database|username))/

/** An error from Neon's proxy. The proxy's own errors, such as a connection lost at the commit, have the code `""`. */
function isNeonError(value: unknown): value is { message: string; code?: string } {
  return typeof (value as { message?: unknown } | null | undefined)?.message === 'string'
}

function isSqlError(value: unknown): boolean {
  return isNeonError(value) && /^[0-9A-Z]{5}$/.test(value.code ?? '')
}

/** The results of a batch, or of a single statement. */
function isResults(value: unknown): boolean {
  const { results } = (value ?? {}) as { results?: unknown }
  return Array.isArray(results) ? results.every(isResult) : isResult(value)
}

function isResult(value: unknown): boolean {
  const { fields, rows } = (value ?? {}) as { fields?: unknown; rows?: unknown }
  if (!Array.isArray(fields) || !Array.isArray(rows)) return false
  const isField = (field: unknown) => typeof (field as { name?: unknown } | null)?.name === 'string'
  return fields.every(isField) && rows.every((row) => isRow(row, fields.length))
}

/** Every value is text or null: with anything else, the driver's array parsers never finish. */
function isRow(row: unknown, length: number): boolean {
  return (
    Array.isArray(row) && row.length === length && row.every((value) => value === null || typeof value === 'string')
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Seconds, from 1 to an hour, of a Retry-After header in either of its formats. */
function secondsOf(header: string | null): number | undefined {
  if (header === null) return undefined
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(Math.ceil(seconds), 1), 3600)
}
