import { HttpError } from './errors.ts'

/** Host and port of the database. */
export type DatabaseAddress = { host: string; port: number }

/** What a connection string names. `ssl` is as in the options of `pg`. */
export type Target = DatabaseAddress & {
  user: string
  password: string
  database: string
  ssl: false | { rejectUnauthorized: boolean }
}

/** Reads the header of a request. @throws HttpError 400 if it does not name a database at this address. */
export function readConnectionString(text: string | undefined, address: DatabaseAddress): Target {
  if (!text) throw new HttpError(400, 'missing header: Neon-Connection-String')
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
  return { ...address, user, password, database, ssl: sslOf(url.searchParams.get('sslmode')) }
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
function sslOf(mode: string | null): Target['ssl'] {
  if (mode === 'verify-ca' || mode === 'verify-full') return { rejectUnauthorized: true }
  return mode === 'require' ? { rejectUnauthorized: false } : false
}
