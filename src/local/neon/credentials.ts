import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Client } from 'pg'
import type { Target } from './connection-string.ts'

/** Checks the password in a connection string. @throws PostgreSQL's error if it rejects the login. */
export type Authenticate = (target: Target) => Promise<void>

/** Checks a password by logging in, which takes several round trips and a process of the server. */
export async function logIn(target: Target): Promise<void> {
  const client = new Client({ ...target, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  client.on('error', () => undefined)
  await client.connect()
  await client.end()
}

/** Maximum duration of a login, in milliseconds. */
export const CONNECT_TIMEOUT_MS = 15_000

/**
 * Checks passwords like Neon's proxy, which knows the secrets of the roles: as a superuser, who can read them. Requests
 * that arrive at the same time share a query.
 */
export function authenticateWith(superuserUrl: string): { authenticate: Authenticate; close(): void } {
  let client: Promise<Client> | undefined
  let waiting: Promise<Secrets> | undefined
  let running: Promise<unknown> = Promise.resolve()
  const isCorrect = rememberChecks()

  async function readSecrets(): Promise<Secrets> {
    client ??= connect(superuserUrl)
    try {
      const { rows } = await (await client).query<[string, string]>({
        name: 'secrets',
        text: SECRETS,
        rowMode: 'array',
      })
      return new Map(rows)
    } catch (error) {
      ;(await client.catch(() => undefined))?.end()
      client = undefined
      throw error
    }
  }

  /** A query that starts after the request arrived, so that it sees every earlier change. */
  function nextSecrets(): Promise<Secrets> {
    waiting ??= running.then(() => {
      const result = readSecrets()
      running = result.catch(() => undefined)
      waiting = undefined
      return result
    })
    return waiting
  }

  return {
    async authenticate(target) {
      const secret = (await nextSecrets()).get(target.user)
      // PostgreSQL itself decides everything else and explains its decision.
      if (!secret || !(await isCorrect(target.password, secret))) await logIn(target)
    },
    close: () => void client?.then((connected) => connected.end()).catch(() => undefined),
  }
}

/** Secrets by role. */
type Secrets = Map<string, string>

const SECRETS = `
  select rolname, rolpassword from pg_authid
   where rolcanlogin and rolpassword is not null and coalesce(rolvaliduntil > now(), true)`

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString, application_name: 'neon-endpoint' })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** Slow hashes are computed once per password and secret. */
function rememberChecks() {
  const results = new Map<string, Promise<boolean>>()
  return (password: string, secret: string): Promise<boolean> => {
    const key = JSON.stringify([password, secret])
    const result = results.get(key) ?? isPasswordOf(password, secret)
    if (results.size >= 1_000) results.clear()
    results.set(key, result)
    return result
  }
}

/** Compares a password with `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>` (RFC 5802). */
async function isPasswordOf(password: string, secret: string): Promise<boolean> {
  const [, iterations, salt = '', storedKey = ''] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):/.exec(secret) ?? []
  if (!iterations) return false
  const salted = await hashSlowly(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256')
  const clientKey = createHmac('sha256', salted).update('Client Key').digest()
  return timingSafeEqual(createHash('sha256').update(clientKey).digest(), Buffer.from(storedKey, 'base64'))
}

const hashSlowly = promisify(pbkdf2)
