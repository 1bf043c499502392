import type { PoolClient, QueryArrayConfig } from 'pg'
import { HttpError } from './errors.ts'
import { converterOf, toParameter } from './values.ts'

/** A statement of a request. */
export type Statement = { query: string; params: (string | null)[]; arrayMode?: boolean }

/** The body of a request: a single statement, or several in one transaction. */
export type Payload = { single: Statement } | { batch: Statement[] }

/** How to run the statements and format their results, from the request's headers. */
export type Mode = { arrayMode: boolean; rawText: boolean; begin: string }

/** Maximum size of a request and of a response, in bytes. */
export const MAX_BYTES = 10 * 1024 * 1024

const isolationLevels = new Map([
  ['ReadUncommitted', 'read uncommitted'],
  ['ReadCommitted', 'read committed'],
  ['RepeatableRead', 'repeatable read'],
  ['Serializable', 'serializable'],
])

/** Reads the headers; only the exact text `true` counts as true, as on Neon. */
export function readMode(headers: Record<string, string | string[] | undefined>): Mode {
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

/** Reads the body: `{"query","params"}` or `{"queries":[…]}`. */
export function readPayload(text: string): Payload {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (error) {
    throw new HttpError(400, `could not parse the HTTP request body: ${(error as Error).message}`)
  }
  const { queries } = (body ?? {}) as { queries?: unknown }
  if (Array.isArray(queries)) return { batch: queries.map(readStatement) }
  return { single: readStatement(body) }
}

function readStatement(value: unknown): Statement {
  const { query, params = [], arrayMode } = (value ?? {}) as Record<string, unknown>
  if (typeof query !== 'string' || !Array.isArray(params)) {
    throw new HttpError(400, 'could not parse the HTTP request body: expected a query or a list of queries')
  }
  return { query, params: params.map(toParameter), ...(typeof arrayMode === 'boolean' && { arrayMode }) }
}

/** Runs one statement and returns the result as JSON. The extended protocol rejects a text with several statements. */
async function run(client: PoolClient, { query, params, arrayMode }: Statement, mode: Mode): Promise<string> {
  const config: QueryArrayConfig & { queryMode: 'extended' } = {
    text: query,
    values: params,
    rowMode: 'array',
    queryMode: 'extended',
  }
  const result = await client.query<(string | null)[]>(config)
  const rowAsArray = arrayMode ?? mode.arrayMode
  let rows: unknown[] = result.rows
  if (!mode.rawText) {
    const converters = result.fields.map((field) => converterOf(field.dataTypeID))
    rows = result.rows.map((row) => row.map((text, at) => (text === null ? null : (converters[at]?.(text) ?? text))))
  }
  if (!rowAsArray) {
    const names = result.fields.map((field) => field.name)
    rows = (rows as unknown[][]).map((row) => Object.fromEntries(row.map((value, at) => [names[at], value])))
  }
  const { fields, command, rowCount } = result
  return JSON.stringify({
    fields: fields.map(({ name, dataTypeID, tableID, columnID, dataTypeSize, dataTypeModifier }) => ({
      ...{ name, dataTypeID, tableID, columnID, dataTypeSize, dataTypeModifier },
      format: 'text',
    })),
    rows,
    command: command ?? '',
    rowCount,
    rowAsArray,
  })
}

/** Runs a single statement. If it fails, the connection is discarded, as on Neon. */
export async function runSingle(client: PoolClient, statement: Statement, mode: Mode): Promise<string> {
  try {
    const result = await run(client, statement, mode)
    checkSize(result.length, result)
    client.release()
    return result
  } catch (error) {
    client.release(true)
    throw error
  }
}

/** Runs statements in order in one transaction. A connection that rolled back successfully is reused. */
export async function runBatch(client: PoolClient, statements: Statement[], mode: Mode): Promise<string> {
  let isReusable = false
  try {
    await client.query(mode.begin)
    const results: string[] = []
    let length = 0
    try {
      for (const statement of statements) {
        const result = await run(client, statement, mode)
        length += result.length
        checkSize(length, result)
        results.push(result)
      }
    } catch (error) {
      isReusable = await client.query('rollback').then(
        () => true,
        () => false,
      )
      throw error
    }
    await client.query('commit')
    isReusable = true
    return `{"results":[${results.join(',')}]}`
  } finally {
    client.release(!isReusable)
  }
}

/** `length` counts characters; only a response that may be near the limit is measured in bytes. */
function checkSize(length: number, last: string): void {
  if (length > MAX_BYTES || (length > MAX_BYTES / 3 && Buffer.byteLength(last) > MAX_BYTES)) {
    throw new HttpError(507, `response is too large (max is ${MAX_BYTES} bytes)`)
  }
}
