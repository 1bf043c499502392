import { resolve } from 'node:path'
import { Client } from 'pg'
import type { RunningStack } from '../local/data-folder.ts'
import { defaultDataDir } from '../local/dev-options.ts'
import { readPrivateJson } from '../local/private-file.ts'
import { commandOf } from '../local/processes.ts'
import { OperatorError, type Query } from './query.ts'

/** An open connection of the operator. */
export type Database = {
  /** The URL as configured. */
  url: URL
  /** Connection string for `pg`: the same database, without `pg`'s TLS warning. */
  connectionString: string
  query: Query
  close(): Promise<void>
}

/**
 * The operator's URL: `DATABASE_ADMIN_URL`, or that of the local stack that is running on a data folder.
 * @throws OperatorError when neither names a database.
 */
export async function findDatabase(dataOption: string | undefined): Promise<URL> {
  const named = process.env.DATABASE_ADMIN_URL
  if (!named) return findLocalDatabase(dataOption)
  if (dataOption !== undefined) {
    throw new OperatorError('DATABASE_ADMIN_URL and --data both select a database. Use only one of them.')
  }
  const url = URL.canParse(named) ? new URL(named) : undefined
  if (url && /^postgres(ql)?:$/.test(url.protocol) && url.hostname) return url
  throw new OperatorError(
    'DATABASE_ADMIN_URL is not a postgres:// URL with a host. Percent-encode special characters in its password.',
  )
}

/**
 * The stack that runs on a data folder, and the folder.
 * @throws OperatorError when none does.
 */
export async function findLocalStack(dataOption: string | undefined): Promise<RunningStack & { folder: string }> {
  const folder = dataOption === undefined ? defaultDataDir : resolve(dataOption)
  const stack = await readPrivateJson<RunningStack>(`${folder}/run.json`)
  if (!stack || !(await isRunning(stack))) {
    throw new OperatorError(
      `No local stack is running on ${folder}. Start "npm run dev", or set DATABASE_ADMIN_URL to the operator’s URL.`,
    )
  }
  return { ...stack, folder }
}

async function findLocalDatabase(dataOption: string | undefined): Promise<URL> {
  const stack = await findLocalStack(dataOption)
  if (stack.database) return new URL(stack.database)
  throw new OperatorError(
    'The local stack uses the database in DATABASE_URL. Set DATABASE_ADMIN_URL to the operator’s URL of that database.',
  )
}

/** A killed run leaves its file behind, and its process id may have been reused. */
async function isRunning({ pid }: RunningStack): Promise<boolean> {
  return /\bdev\.ts\b/.test((await commandOf(pid)) ?? '')
}

/** Connects within ten seconds, or throws `pg`'s error. */
export async function connect(url: URL): Promise<Database> {
  const connectionString = withPlainTls(url)
  const client = new Client({ connectionString, connectionTimeoutMillis: 10_000 })
  // Without a listener, a connection that breaks between two statements would crash the process.
  client.on('error', () => undefined)
  await client.connect()
  return {
    url,
    connectionString,
    query: async (text, params) => (await client.query(text, params)).rows,
    close: () => client.end(),
  }
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
