import type { IncomingHttpHeaders } from 'node:http'
import { HttpError } from './errors.ts'
import { toParameter } from './values.ts'

/** A statement of a request. */
export type Statement = { query: string; params: (string | null)[]; arrayMode?: boolean }

/** The body of a request: a single statement, or several in one transaction. */
export type Payload = { single: Statement } | { batch: Statement[] }

/** How to run the statements and format their results, from the request's headers. */
export type Mode = { arrayMode: boolean; rawText: boolean; begin: string }

const isolationLevels = new Map([
  ['ReadUncommitted', 'read uncommitted'],
  ['ReadCommitted', 'read committed'],
  ['RepeatableRead', 'repeatable read'],
  ['Serializable', 'serializable'],
])

/** Reads the headers; only the exact text `true` counts as true, as on Neon. */
export function readMode(headers: IncomingHttpHeaders): Mode {
  const options: string[] = []
  const level = headers['neon-batch-isolation-level']
  if (level !== undefined) {
    const known = isolationLevels.get(String(level))
    if (!known) throw new HttpError(400, 'invalid isolation level')
    options.push(`isolation level ${known}`)
  }
  if (headers['neon-batch-read-only'] === 'true') options.push('read only')
  if (headers['neon-batch-deferrable'] === 'true') options.push('deferrable')
  return {
    arrayMode: headers['neon-array-mode'] === 'true',
    rawText: headers['neon-raw-text-output'] === 'true',
    begin: `start transaction ${options.join(', ')}`,
  }
}

/** Reads the body: `{"query","params"}` or `{"queries":[…]}`. @throws HttpError 400 */
export function readPayload(bytes: Uint8Array): Payload {
  const body = parseStrictly(bytes) as { queries?: unknown } | null
  if (Array.isArray(body?.queries)) return { batch: body.queries.map(readStatement) }
  return { single: readStatement(body) }
}

function readStatement(value: unknown): Statement {
  const { query, params = [], arrayMode } = (value ?? {}) as Record<string, unknown>
  if (typeof query !== 'string' || !Array.isArray(params)) throw unreadable('expected a query or a list of queries')
  // In the protocol, this character terminates the text of a statement.
  if (query.includes('\0')) throw new HttpError(400, 'error encoding message to server')
  return { query, params: params.map(toParameter), ...(typeof arrayMode === 'boolean' && { arrayMode }) }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/

/** Like Neon's parser, which accepts only valid Unicode. */
function parseStrictly(bytes: Uint8Array): unknown {
  try {
    const text = utf8.decode(bytes)
    return JSON.parse(text, SURROGATE_ESCAPE.test(text) ? requireWellFormed : undefined)
  } catch (error) {
    throw unreadable((error as Error).message)
  }
}

function requireWellFormed(key: string, value: unknown): unknown {
  if (!key.isWellFormed() || (typeof value === 'string' && !value.isWellFormed())) throw new Error('lone surrogate')
  return value
}

function unreadable(reason: string): HttpError {
  return new HttpError(400, `could not parse the HTTP request body: ${reason}`)
}
