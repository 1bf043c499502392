import { type NeonQueryFunction, neon, neonConfig } from '@neondatabase/serverless'
import type { Env } from '../env.ts'
import { ApiError } from '../errors/api-error.ts'
import { type Attempt, exchange } from './exchange.ts'

export type Client = NeonQueryFunction<false, false>

/** The Worker's settings that name the database. */
export type DatabaseEnv = Pick<Env, 'DATABASE_URL' | 'DATABASE_ENDPOINT'>

/**
 * Transaction settings of a batch: reads use one read-only snapshot; writes use read committed, so races are decided by
 * the rows they find.
 */
const TRANSACTIONS = {
  read: { isolationLevel: 'RepeatableRead', readOnly: true },
  write: { isolationLevel: 'ReadCommitted', readOnly: false },
} as const
export type Access = keyof typeof TRANSACTIONS

type Send = (url: string, init: RequestInit) => Promise<unknown>

// The driver has one function for all clients, but passes on the fetch options of each.
neonConfig.fetchFunction = (url: string, { send = fetch, ...init }: RequestInit & { send?: Send }) => send(url, init)

/** Returns a client for one attempt. It opens no connection; the query or batch is one HTTP request. */
export function connect(
  { DATABASE_URL: url, DATABASE_ENDPOINT: endpoint }: DatabaseEnv,
  access: Access,
  attempt: Attempt,
): Client {
  if (!isComplete(url))
    throw new ApiError('internal_error', { reason: 'DATABASE_URL is not a complete postgres:// URL' })
  const send: Send = (neonUrl, init) => exchange(endpoint ?? neonUrl, init, attempt)
  return neon(url, { fetchOptions: { send }, ...TRANSACTIONS[access] })
}

/** Checked here because the driver's own error message quotes the URL, including the password. */
function isComplete(text: string): boolean {
  const url = URL.parse(text)
  return !!url && /^postgres(ql)?:$/.test(url.protocol) && !!url.hostname && !!url.username && url.pathname.length > 1
}
