import { Pool, type PoolClient } from 'pg'
import { HttpError } from './errors.ts'

/** Host and port of the database. */
export type DatabaseAddress = { host: string; port: number }

/** Maximum connections per role, as on Neon; further requests wait. */
const MAX_CONNECTIONS = 20
const IDLE_TIMEOUT_MS = 300_000
const CONNECT_TIMEOUT_MS = 15_000

/** Keeps values in PostgreSQL's text format; the client's driver parses them. */
const asText = { getTypeParser: () => (value: string) => value }

/** Connections to one database, by role, password and database name. As on Neon, they are not reset between uses. */
export function createPools(address: DatabaseAddress) {
  const pools = new Map<string, Pool>()
  const poolByText = new Map<string, Pool>()

  function open(text: string): Pool {
    const target = readConnectionString(text, address)
    const key = JSON.stringify([target.user, target.password, target.database])
    const existing = pools.get(key)
    if (existing) return existing
    const pool = new Pool({
      ...target,
      ...address,
      types: asText as never,
      max: MAX_CONNECTIONS,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: 'neon-endpoint',
    })
    // The next request reports a lost server; without these listeners, the error would end the process.
    pool.on('error', () => undefined)
    pool.on('connect', (client) => client.on('error', () => undefined))
    pools.set(key, pool)
    return pool
  }

  return {
    /** @throws HttpError 400 if the text is not a URL of this database; PostgreSQL's error if it rejects the login. */
    connect(text: string | undefined): Promise<PoolClient> {
      if (!text) throw new HttpError(400, 'missing header: Neon-Connection-String')
      const pool = poolByText.get(text) ?? open(text)
      if (poolByText.size < 1000) poolByText.set(text, pool)
      return pool.connect()
    },
    async close(): Promise<void> {
      await Promise.all([...pools.values()].map((pool) => pool.end()))
    },
  }
}

function readConnectionString(text: string, address: DatabaseAddress) {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'postgres:' && url?.protocol !== 'postgresql:') {
    throw new HttpError(400, 'invalid connection string: it is not a postgres:// URL')
  }
  const host = url.hostname.toLowerCase()
  const port = Number(url.port || 5432)
  if (canonicalHost(host) !== canonicalHost(address.host.toLowerCase()) || port !== address.port) {
    const here = `${address.host}:${address.port}`
    throw new HttpError(400, `This endpoint serves only the database at ${here}, not ${host}:${port}.`)
  }
  const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decode)
  if (!user) throw new HttpError(400, 'missing username')
  if (!password) throw new HttpError(400, 'missing authentication credentials: required password')
  if (!database) throw new HttpError(400, 'missing database name')
  return { user, password, database, ssl: sslOf(url.searchParams.get('sslmode')) }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new HttpError(400, 'invalid connection string: a % in it is not followed by two hexadecimal digits')
  }
}

/** Loopback addresses are equivalent, however they are written. */
function canonicalHost(host: string): string {
  return ['localhost', '[::1]', '::1'].includes(host) ? '127.0.0.1' : host
}

/** Like libpq: `require` encrypts and trusts any certificate, `verify-…` verifies it. */
function sslOf(mode: string | null): false | { rejectUnauthorized: boolean } {
  if (mode === 'verify-ca' || mode === 'verify-full') return { rejectUnauthorized: true }
  return mode === 'require' ? { rejectUnauthorized: false } : false
}
