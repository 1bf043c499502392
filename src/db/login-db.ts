import { drizzle } from 'drizzle-orm/neon-http'
import { connect, type DatabaseEnv, databaseFailure } from './client.ts'
import type { SQL } from './sql.ts'

/**
 * Runs one statement as the login role, outside any tenant. That role can read no table; it can only call the few
 * functions granted to it. Errors: `database_unavailable`.
 */
export async function queryAsLogin<Row>(env: DatabaseEnv, statement: SQL<Row>): Promise<Row[]> {
  const { rows } = await drizzle({ client: connect(env) })
    .execute(statement)
    .catch((error) => Promise.reject(databaseFailure(error)))
  return rows as Row[]
}
