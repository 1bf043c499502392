import { createHash } from 'node:crypto'
import { Pool } from 'pg'

/** A connection that is still being closed when the server stops reports this as an error, which is ignored. */
export function openPool(connectionString: string): Pool {
  return new Pool({ connectionString }).on('connect', (client) => client.on('error', () => undefined))
}

/** Statements with parameters are prepared once per connection, because tests repeat them. */
export function queryOf(pool: Pool) {
  return async (text: string, values?: unknown[]) => {
    const name = createHash('sha256').update(text).digest('base64url')
    return (await pool.query(values ? { name, text, values } : text)).rows
  }
}
