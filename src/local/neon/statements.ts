import type { PoolClient, QueryArrayConfig } from 'pg'
import { HttpError } from './errors.ts'
import { converterOf, toParameter } from './values.ts'

/** One statement as it comes in a request. */
export type Statement = { query: string; params: (string | null)[]; arrayMode?: boolean }

/** What a request asks for: a statement by itself, or several in one transaction. */
export type Payload = { single: Statement } | { batch: Statement[] }

/** The headers of a request that say how to run and how to answer. */
export type Mode = { arrayMode: boolean; rawText: boolean; begin: string }

/** Bytes of a request, and of an answer. */
export const sizeLimit = 10 * 1024 * 1024

const isolationLevels = new Map([
  ['ReadUncommitted', 'read uncommitted'],
  ['ReadCommitted', 'read committed'],
  ['RepeatableRead', 'repeatable read'],
  ['Serializable', 'serializable'],
])

/** Reads the headers; only the exact text `true` counts as true, as at Neon. */
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

/** Runs one statement, always with the extended protocol, which allows only one; the result is JSON text. */
async function run(client: PoolClient, { query, params, arrayMode }: Statement, mode: Mode): Promise<string> {
  const config: QueryArrayConfig & { queryMode: 'extended' } = {
    text: query,
    values: params,
    rowMode: 'array',
    queryMode: 'extended',
  }
  const result = await client.query<(string | null)[]>(config)
  const rowAsArray = arrayMode ?? mode.arrayMode
  const names = result.fields.map((field) => field.name)
  let rows: unknown[] = result.rows
  if (!mode.rawText) {
    const converters = result.fields.map((field) => converterOf(field.dataTypeID))
    rows = result.rows.map((row) => row.map((text, at) => (text === null ? null : (converters[at]?.(text) ?? text))))
  }
  if (!rowAsArray)
    rows = (rows as unknown[][]).map((row) => Object.fromEntries(row.map((item, at) => [names[at], item])))
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
    const answer = await run(client, statement, mode)
    checkSize(answer.length, answer)
    client.release()
    return answer
  } catch (error) {
    client.release(true)
    throw error
  }
}

/** Runs statements in order in one transaction. A connection that rolled back successfully is reused. */
export async function runBatch(client: PoolClient, statements: Statement[], mode: Mode): Promise<string> {
  let keep = false
  try {
    await client.query(mode.begin)
    const answers: string[] = []
    let length = 0
    try {
      for (const statement of statements) {
        const answer = await run(client, statement, mode)
        length += answer.length
        checkSize(length, answer)
        answers.push(answer)
      }
    } catch (error) {
      keep = await client.query('rollback').then(
        () => true,
        () => false,
      )
      throw error
    }
    await client.query('commit')
    keep = true
    return `{"results":[${answers.join(',')}]}`
  } finally {
    client.release(!keep)
  }
}

/** `length` counts characters; only a response that may be near the limit is measured in bytes. */
function checkSize(length: number, last: string): void {
  if (length > sizeLimit || (length > sizeLimit / 3 && Buffer.byteLength(last) > sizeLimit)) {
    throw new HttpError(507, `response is too large (max is ${sizeLimit} bytes)`)
  }
}
