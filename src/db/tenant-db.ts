import { drizzle } from 'drizzle-orm/neon-http'
import { type Access, connect, type DatabaseEnv, databaseFailure, wasOvertaken } from './client.ts'
import { type SQL, sql } from './sql.ts'

/** The rows of each statement, by the type that the statement names. */
type RowsOf<Statements extends readonly SQL[]> = {
  -readonly [Index in keyof Statements]: Statements[Index] extends SQL<infer Row> ? Row[] : never
}

/**
 * The only way for an operation to reach the database: its statements, as one transaction in one round trip, after the
 * key has been checked in that same transaction and as the role that sees only one tenant.
 */
export interface TenantDb {
  /** Returns the rows of each statement, in order. If one statement fails, nothing is written. */
  batch<const Statements extends readonly SQL[]>(statements: Statements): Promise<RowsOf<Statements>>
}

export interface Entrance {
  env: DatabaseEnv
  /** A call to a function that checks the caller, sets the tenant and returns the role to switch to. */
  enter: SQL
  /** Reads see one snapshot, so a page and its total agree; writes resolve races by the rows they find. */
  access: Access
}

/** Enters with an API key. The audit log records the operation with its changes. `hash` is SHA-256 in hexadecimal. */
export function byKey(key: { hash: string; tenantId: string }, operationId: string, requestId: string): SQL {
  return sql`app.enter(${`\\x${key.hash}`}::bytea, ${key.tenantId}::uuid, ${operationId}, ${requestId})`
}

/** Enters with the Stripe account of an event, in live or test mode. */
export function byStripeAccount(
  event: { account: string | null; livemode: boolean },
  operationId: string,
  requestId: string,
): SQL {
  return sql`app.enter_stripe(${event.account}, ${event.livemode}, ${operationId}, ${requestId})`
}

/**
 * Errors: `unauthenticated` and `tenant_suspended` from `app.enter`, `account_unknown` from `app.enter_stripe`,
 * `conflict`, `database_unavailable`.
 */
export function tenantDb({ env, enter, access }: Entrance): TenantDb {
  const run = async (statements: readonly SQL[]): Promise<unknown[][]> => {
    const db = drizzle({ client: connect(env, access) })
    // The statement switches the role, because a SECURITY DEFINER function cannot.
    const become = db.execute(sql`select set_config('role', ${enter}, true)`)
    const results = await db.batch([become, ...statements.map((statement) => db.execute(statement))])
    if (results.length !== statements.length + 1) throw new Error('the database returned too few results')
    return results.slice(1).map(({ rows }) => rows)
  }

  return {
    async batch(statements) {
      const results = await run(statements)
        // A concurrent commit overtook a statement that checks before it writes. Nothing was written; the retry sees
        // that commit.
        .catch((error) => (wasOvertaken(error) ? run(statements) : Promise.reject(error)))
        .catch((error) => Promise.reject(databaseFailure(error)))
      return results as never
    },
  }
}
