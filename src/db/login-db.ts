import { drizzle } from 'drizzle-orm/neon-http'
import { connect, type DatabaseEnv } from './client.ts'
import { Deadline } from './deadline.ts'
import { withRetries } from './retry.ts'
import { strict } from './row.ts'
import type { SQL } from './sql.ts'

/**
 * Runs one statement as the login role, outside any tenant. That role can read no table; it can only call the few
 * functions granted to it, which are safe to repeat. Errors: `database_unavailable`.
 */
export async function queryAsLogin<Row extends object>(
  env: DatabaseEnv,
  statement: SQL<Row>,
  deadline = new Deadline(),
): Promise<Row[]> {
  const { rows } = await withRetries({ access: 'read', repeatable: true, deadline }, (attempt) =>
    drizzle({ client: connect(env, 'read', attempt) }).execute(statement),
  )
  return rows.map((row) => strict(row as Row))
}
