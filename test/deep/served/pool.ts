import { createHash } from 'node:crypto'
import { Pool } from 'pg'

const ignore = () => undefined

/** A connection that is idle or being closed when the server stops reports this as an error, which is ignored. */
export function openPool(connectionString: string): Pool {
  return new Pool({ connectionString }).on('error', ignore).on('connect', (client) => client.on('error', ignore))
}

/** Statements with parameters are prepared once per connection, because tests repeat them. */
export function queryOf(pool: Pool) {
  return async (text: string, values?: unknown[]) => {
    const name = createHash('sha256').update(text).digest('base64url')
    return (await pool.query(values ? { name, text, values } : text)).rows
  }
}
