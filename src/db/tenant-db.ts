import { type SQL, sql } from 'drizzle-orm'
import type { BatchItem, BatchResponse } from 'drizzle-orm/batch'
import { drizzle, type NeonHttpDatabase } from 'drizzle-orm/neon-http'
import { type Access, type Connection, connect, databaseFailure, wasOvertaken } from './client.ts'

type Statements = readonly [BatchItem<'pg'>, ...BatchItem<'pg'>[]]

/** Builds statements; what it builds runs only as part of the batch it was built for. */
export type Queries = Pick<NeonHttpDatabase, 'select' | 'insert' | 'update' | 'delete' | 'execute' | 'with' | '$with'>

/**
 * The only way for an operation to reach the database: its statements, as one transaction in one round trip, after
 * the key has been checked in that same transaction and as the role that sees one tenant alone.
 */
export interface TenantDb {
  /** The statements' results, in their order. Nothing is written if one of them fails. */
  batch<T extends Statements>(build: (q: Queries) => readonly [...T]): Promise<BatchResponse<[...T]>>
}

export interface Entrance {
  connection: Connection
  /** A call of one of the functions that check who enters, name the tenant, and answer the role to become. */
  enter: SQL
  /** Reads see one snapshot, so that a page and its total agree; writes decide races by the rows they meet. */
  access: Access
}

/** Enters by an API key, for an operation whose changes the audit will name. `hash` is SHA-256 in hexadecimal. */
export function byKey(key: { hash: string; tenantId: string }, operationId: string, requestId: string): SQL {
  return sql`app.enter(${`\\x${key.hash}`}::bytea, ${key.tenantId}::uuid, ${operationId}, ${requestId})`
}

/** Enters by the account at Stripe that an event is about, live or in test mode. */
export function byStripeAccount(
  event: { account: string | null; livemode: boolean },
  operationId: string,
  requestId: string,
): SQL {
  return sql`app.enter_stripe(${event.account}, ${event.livemode}, ${operationId}, ${requestId})`
}

/**
 * Errors: `unauthenticated` and `tenant_suspended` as `app.enter` finds them, `account_unknown` as `app.enter_stripe`
 * does, `conflict`, `database_unavailable`.
 */
export function tenantDb({ connection, enter, access }: Entrance): TenantDb {
  const run = async (build: (q: Queries) => Statements): Promise<unknown[]> => {
    const db = drizzle({ client: connect(connection, access) })
    // The role is switched by the statement and not by the function: a SECURITY DEFINER one may not.
    const first = db.execute(sql`select set_config('role', ${enter}, true)`)
    const statements = [first, ...build(db)] as const
    const results = await db.batch(statements)
    if (results.length !== statements.length) throw new Error('the database answered fewer results than statements')
    return results.slice(1)
  }

  return {
    async batch(build) {
      const results = await run(build)
        // A statement that looks before it writes was overtaken. Nothing was written; this time it sees the other.
        .catch((error) => (wasOvertaken(error) ? run(build) : Promise.reject(error)))
        .catch((error) => Promise.reject(databaseFailure(error)))
      return results as never
    },
  }
}
