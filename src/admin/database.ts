import { Client } from 'pg'
import { describeFailure } from './failure.ts'
import { findLocalStack } from './local-stack.ts'
import { OperatorError } from './operator-error.ts'
import type { Query } from './query.ts'

/** An open connection of the operator. */
export type Database = {
  /** The URL as configured. */
  url: URL
  /** Connection string for `pg`: the same database, without `pg`'s TLS warning. */
  connectionString: string
  query: Query
}

/**
 * Runs something on the operator's database: that of `DATABASE_ADMIN_URL`, or of the local stack that is running on a
 * data folder.
 * @throws OperatorError for any failure; its message never contains a password.
 */
export async function withDatabase<Result>(
  dataOption: string | undefined,
  run: (database: Database) => Promise<Result>,
): Promise<Result> {
  const url = await findUrl(dataOption)
  const connectionString = withPlainTls(url)
  const client = new Client({ connectionString, connectionTimeoutMillis: 10_000 })
  // Without a listener, a connection that breaks between two statements would crash the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    try {
      return await run({
        url,
        connectionString,
        query: async (text, params) => (await client.query(text, params)).rows,
      })
    } finally {
      await client.end()
    }
  } catch (error) {
    throw new OperatorError(describeFailure(error, url))
  }
}

async function findUrl(dataOption: string | undefined): Promise<URL> {
  const named = process.env.DATABASE_ADMIN_URL
  if (!named) return findLocalUrl(dataOption)
  if (dataOption !== undefined) {
    throw new OperatorError('DATABASE_ADMIN_URL and --data both select a database. Use only one of them.')
  }
  const url = URL.canParse(named) ? new URL(named) : undefined
  if (url && /^postgres(ql)?:$/.test(url.protocol) && url.hostname) return url
  throw new OperatorError(
    'DATABASE_ADMIN_URL is not a postgres:// URL with a host. Percent-encode special characters in its password.',
  )
}

async function findLocalUrl(dataOption: string | undefined): Promise<URL> {
  const stack = await findLocalStack(dataOption)
  if (stack.database) return new URL(stack.database)
  throw new OperatorError(
    "The local stack uses the database in DATABASE_URL. Set DATABASE_ADMIN_URL to the operator's URL of that database.",
  )
}

/** `pg` verifies the server certificate for these modes too, and prints a long warning that this will change. */
function withPlainTls(url: URL): string {
  const changed = new URL(url)
  const mode = changed.searchParams.get('sslmode') ?? ''
  if (['prefer', 'require', 'verify-ca'].includes(mode) && !changed.searchParams.has('uselibpqcompat')) {
    changed.searchParams.set('sslmode', 'verify-full')
  }
  return changed.href
}
