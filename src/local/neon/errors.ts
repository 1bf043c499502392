import { DatabaseError } from 'pg'

/** An error of the endpoint itself, not of PostgreSQL. */
export class HttpError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** The client has disconnected, so its request was not executed. */
export class Cancelled extends HttpError {
  constructor() {
    super(400, 'Query cancelled, connection was terminated')
  }
}

/** Every field that the driver reads from an error. */
// biome-ignore format: a list
const fields = [
  'code', 'detail', 'hint', 'position', 'internalPosition', 'internalQuery', 'severity', 'where',
  'table', 'column', 'schema', 'dataType', 'constraint', 'file', 'line', 'routine',
] as const

/**
 * Status and body of an error response: 400 with all fields for PostgreSQL's errors. Others have only a message, and
 * code and severity `""`.
 */
export function describeError(error: unknown): { status: number; body: Record<string, unknown> } {
  const isSqlError = error instanceof DatabaseError
  const described = fields.map((field) => [field, (isSqlError && error[field]) || null])
  const body = { message: reasonOf(error), ...Object.fromEntries(described) }
  if (isSqlError) return { status: 400, body }
  return { status: error instanceof HttpError ? error.status : 500, body: { ...body, code: '', severity: '' } }
}

/** The message of an error, including those of the errors that it aggregates. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}

/** Converts an error of a statement: without an error of the server, the connection was lost. */
export function statementError(error: unknown): unknown {
  return error instanceof DatabaseError ? error : new HttpError(400, reasonOf(error))
}

/** Converts an error of `connect` as Neon does: only a database that does not exist is reported with its code. */
export function connectError(error: unknown, user: string): unknown {
  const code = error instanceof DatabaseError ? error.code : undefined
  if (code === '3D000') return error
  if (code === '28P01') return new HttpError(400, `password authentication failed for user '${user}'`)
  return new HttpError(500, `The database does not respond: ${reasonOf(error)}`)
}
