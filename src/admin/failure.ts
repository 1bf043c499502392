import { DatabaseError } from 'pg'
import { OperatorError } from './operator-error.ts'

const runMigrations = 'run "npm run -s admin -- migrate" first'

/**
 * One plain sentence for any error. It shows only host and port of the database URL, and never the database's own
 * messages, which can quote values.
 */
export function describeFailure(error: unknown, url: URL): string {
  if (error instanceof OperatorError) return error.message
  const address = `${url.hostname}:${url.port || 5432}`
  if (error instanceof DatabaseError) return describeDatabaseError(error, address, url)
  const code = codeOf(error)
  if (code) return `The database at ${address} cannot be reached (${code}).`
  const sentence = firstLine(error)
  // Migration errors name a file and need no address.
  return /\.sql\b|^Two migrations /.test(sentence) ? sentence : `The database at ${address} failed: ${sentence}`
}

function describeDatabaseError({ code = '' }: DatabaseError, address: string, url: URL): string {
  const role = decodeURIComponent(url.username)
  switch (code) {
    case '28P01':
    case '28000':
      return `The database at ${address} rejected the role ${role}. Check its password.`
    case '3D000':
      return `The server at ${address} has no database ${decodeURIComponent(url.pathname.slice(1))}.`
    case '42P01':
    case '3F000':
    case '42883':
      return `The database at ${address} has no tables yet: ${runMigrations}.`
    case '42704':
      return `The database at ${address} has no role api_login yet: ${runMigrations}.`
    case '42501':
      return (
        `The role ${role} lacks the required privileges in the database at ${address}. Use the role that ran the ` +
        'migrations.'
      )
    default:
      return `The database at ${address} returned the error ${code}.`
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
