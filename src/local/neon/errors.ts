import { DatabaseError } from 'pg'

/** An error of the endpoint itself, not of PostgreSQL. */
export class HttpError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Every field that the driver reads from an error. */
// biome-ignore format: a list
const fields = [
  'code', 'detail', 'hint', 'position', 'internalPosition', 'internalQuery', 'severity', 'where',
  'table', 'column', 'schema', 'dataType', 'constraint', 'file', 'line', 'routine',
] as const

/** Status and body of an error response. PostgreSQL errors are 400 with all fields; others have only a message. */
export function describeError(error: unknown): { status: number; body: Record<string, unknown> } {
  if (error instanceof DatabaseError) {
    const described = Object.fromEntries(fields.map((field) => [field, error[field] ?? null]))
    return { status: 400, body: { message: error.message, ...described } }
  }
  if (error instanceof HttpError) return { status: error.status, body: { message: error.message } }
  return { status: 500, body: { message: `The database does not respond: ${reasonOf(error)}` } }
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}
