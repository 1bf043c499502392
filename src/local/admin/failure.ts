import { DatabaseError } from 'pg'
import { OperatorError } from '../operator/query.ts'

const runMigrations = 'run "npm run -s admin -- migrate" first'

/**
 * One plain sentence for anything thrown. Of the database's URL it shows host and port alone; of the database's own
 * messages none, as they can quote values.
 */
export function describeFailure(error: unknown, url: URL): string {
  if (error instanceof OperatorError) return error.message
  const address = `${url.hostname}:${url.port || 5432}`
  if (error instanceof DatabaseError) return describeRefusal(error, address, url)
  const code = codeOf(error)
  if (code) return `The database at ${address} cannot be reached (${code}).`
  const sentence = firstLine(error)
  // What migrations throw names a file and needs no address.
  return /\.sql\b|^Two migrations /.test(sentence) ? sentence : `The database at ${address} failed: ${sentence}`
}

function describeRefusal({ code = '' }: DatabaseError, address: string, url: URL): string {
  const role = decodeURIComponent(url.username)
  switch (code) {
    case '28P01':
    case '28000':
      return `The database at ${address} does not let the role ${role} in: check its password.`
    case '3D000':
      return `The server at ${address} has no database ${decodeURIComponent(url.pathname.slice(1))}.`
    case '42P01':
    case '3F000':
    case '42883':
      return `The database at ${address} lacks the tables: ${runMigrations}.`
    case '42704':
      return `The database at ${address} lacks the role api_login: ${runMigrations}.`
    case '42501':
      return `The role ${role} may not do that in the database at ${address}: use the role that ran the migrations.`
    default:
      return `The database at ${address} answered with the error ${code}.`
  }
}

function codeOf(error: unknown): string | undefined {
  const [first] = error instanceof AggregateError ? error.errors : []
  const { code } = (first ?? error) as NodeJS.ErrnoException
  return typeof code === 'string' ? code : undefined
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return `${message.split('\n')[0]?.replace(/\.$/, '')}.`
}
