import { Pool, type PoolClient } from 'pg'
import { HttpError } from './errors.ts'

/** Where the database listens. */
export type DatabaseAddress = { host: string; port: number }

/** Maximum connections per role, as on Neon; further requests wait. */
const connectionLimit = 20
const idleLimitInMs = 300_000
const connectLimitInMs = 15_000

/** Values are passed on as PostgreSQL's text; the client's driver parses them. */
const asText = { getTypeParser: () => (value: string) => value }

/** Connections to one database, by role, password and database name. They are not reset between uses, as at Neon. */
export function makePools(address: DatabaseAddress) {
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
      max: connectionLimit,
      idleTimeoutMillis: idleLimitInMs,
      connectionTimeoutMillis: connectLimitInMs,
      application_name: 'neon-endpoint',
    })
    // The next request reports a lost server; without these listeners, the error would end the process.
    pool.on('error', () => undefined)
    pool.on('connect', (client) => client.on('error', () => undefined))
    pools.set(key, pool)
    return pool
  }

  return {
    /** @throws HttpError 400 when the text is no URL of this database; the errors of PostgreSQL when it refuses. */
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
  if (nameOf(host) !== nameOf(address.host.toLowerCase()) || port !== address.port) {
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
function nameOf(host: string): string {
  return ['localhost', '[::1]', '::1'].includes(host) ? '127.0.0.1' : host
}

/** As in libpq: `require` encrypts and trusts any certificate, `verify-…` verifies it. */
function sslOf(mode: string | null): false | { rejectUnauthorized: boolean } {
  if (mode === 'verify-ca' || mode === 'verify-full') return { rejectUnauthorized: true }
  return mode === 'require' ? { rejectUnauthorized: false } : false
}
