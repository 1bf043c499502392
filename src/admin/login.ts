import { randomBytes } from 'node:crypto'
import type { Database } from './database.ts'
import { isLocalDatabase } from './local-stack.ts'
import { OperatorError } from './operator-error.ts'

/**
 * Sets a new random password for the Worker's role and returns the Worker's DATABASE_URL, which cannot be read again.
 * Clients with the old password are rejected at their next connection.
 * @throws OperatorError on the local stack's own database.
 */
export async function renewLogin({ url, query }: Database): Promise<string> {
  if (isLocalDatabase(url)) {
    throw new OperatorError(
      "This is the local stack's own database; npm run dev sets the Worker's password at each start.",
    )
  }
  // Hexadecimal digits need no escaping. Sent in plain text, because Neon does not accept a hash.
  const password = randomBytes(32).toString('hex')
  await query(`alter role api_login login password '${password}'`)
  const login = new URL(url)
  login.username = 'api_login'
  login.password = password
  return login.href
}
