import { type SQL, sql } from 'drizzle-orm'
import type { BatchItem, BatchResponse } from 'drizzle-orm/batch'
import { drizzle, type NeonHttpDatabase } from 'drizzle-orm/neon-http'
import { type Access, type Connection, connect, databaseFailure, wasOvertaken } from './client.ts'

type Statements = readonly [BatchItem<'pg'>, ...BatchItem<'pg'>[]]

/** Builds statements. They run only as part of the batch they were built for. */
export type Queries = Pick<NeonHttpDatabase, 'select' | 'insert' | 'update' | 'delete' | 'execute' | 'with' | '$with'>

/**
 * The only way for an operation to reach the database. Its statements run as one transaction in one round trip, after
 * the key has been checked in the same transaction, as the role that sees only one tenant.
 */
export interface TenantDb {
  /** The statements' results, in their order. Nothing is written if one of them fails. */
  batch<T extends Statements>(build: (q: Queries) => readonly [...T]): Promise<BatchResponse<[...T]>>
}

export interface Entrance {
  connection: Connection
  /** A call of a function that checks the caller, sets the tenant and returns the role to switch to. */
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
export function tenantDb({ connection, enter, access }: Entrance): TenantDb {
  const run = async (build: (q: Queries) => Statements): Promise<unknown[]> => {
    const db = drizzle({ client: connect(connection, access) })
    // The statement switches the role, because a SECURITY DEFINER function cannot.
    const first = db.execute(sql`select set_config('role', ${enter}, true)`)
    const statements = [first, ...build(db)] as const
    const results = await db.batch(statements)
    if (results.length !== statements.length) throw new Error('the database returned fewer results than statements')
    return results.slice(1)
  }

  return {
    async batch(build) {
      const results = await run(build)
        // A concurrent commit overtook a statement that checks before it writes. Nothing was written; the retry sees
        // that commit.
        .catch((error) => (wasOvertaken(error) ? run(build) : Promise.reject(error)))
        .catch((error) => Promise.reject(databaseFailure(error)))
      return results as never
    },
  }
}
