import { drizzle } from 'drizzle-orm/neon-http'
import type { Turn } from '../limits/turns.ts'
import { type Access, connect, type DatabaseEnv } from './client.ts'
import { Deadline } from './deadline.ts'
import type { Attempt } from './exchange.ts'
import { DatabaseFailure, mayBeProcessed, wasProcessed } from './failure.ts'
import { findReplay, type IdempotentRequest, type Replay, recorded } from './idempotency.ts'
import { withRetries } from './retry.ts'
import { strict } from './row.ts'
import type { apiKeys } from './schema.ts'
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
  /**
   * Returns the rows of each statement, in order. If one statement fails, nothing is written. The deadline is the
   * request's, except for a further page of an export.
   */
  batch<const Statements extends readonly SQL[]>(
    statements: Statements,
    deadline?: Deadline,
  ): Promise<RowsOf<Statements>>
}

export interface Entrance {
  env: DatabaseEnv
  /** A call to a function that checks the caller and enters the tenant. It returns what the caller's row allows. */
  enter: SQL
  /** Reads see one snapshot, so a page and its total agree; writes resolve races by the rows they find. */
  access: Access
  /** The deadline of the request; 5 seconds from now by default. */
  deadline?: Deadline
  /** Whether repeating the write has no further effect, as with an idempotency key. Only then is it always retried. */
  repeatable?: boolean
  /** Receives what the API key's row allows, before the batch returns. A cache may be out of date. */
  onEntered?: (row: EnteredRow) => void
  /** The request, if it has an idempotency key. `enter` then claims the key. */
  idempotent?: IdempotentRequest
  /** Receives the stored result if the request has been processed before. */
  onReplay?: (replay: Replay) => void
  /** Waits until the tenant may have another batch in flight. */
  turn?: Turn
}

/** What the row of an API key allows. */
export type EnteredRow = Pick<typeof apiKeys.$inferSelect, 'role' | 'scopes'>

/** The operation that a transaction runs. The key must have the scope, if any, and one of the roles. */
export interface EnteredOperation {
  id: string
  scope: string | null
  roles: readonly string[]
}

/** Enters with an API key. The audit log records the operation with its changes. `hash` is SHA-256 in hexadecimal. */
export function byKey(
  key: { hash: string; tenantId: string },
  { id, scope, roles }: EnteredOperation,
  requestId: string,
  idempotent?: IdempotentRequest,
): SQL {
  const claim = idempotent ? sql`, ${idempotent.key}, ${`\\x${idempotent.fingerprint}`}::bytea` : sql``
  return sql`
    app.enter(${`\\x${key.hash}`}::bytea, ${key.tenantId}::uuid, ${id}, ${requestId}, ${scope},
              ${`{${roles}}`}::text[]${claim})`
}

/**
 * Enters with the Stripe account of an event, in live or test mode. `proof` is the SHA-256, in hexadecimal, of the
 * secret that signed the event.
 */
export function byStripeAccount(
  event: { account: string | null; livemode: boolean },
  proof: string,
  operationId: string,
  requestId: string,
): SQL {
  return sql`
    app.enter_stripe(${`\\x${proof}`}::bytea, ${event.account}, ${event.livemode}, ${operationId}, ${requestId})`
}

/**
 * Errors: those of the function that enters (such as `unauthenticated`, `idempotency_key_reused`, `account_unknown`),
 * `conflict`, `database_unavailable`, `outcome_unknown`.
 */
export function tenantDb(entrance: Entrance): TenantDb {
  const { env, enter, access, onEntered, idempotent, onReplay, turn = (work) => work() } = entrance
  const { repeatable = idempotent !== undefined, deadline: ofRequest = new Deadline() } = entrance

  const attempt = async (statements: readonly SQL[], one: Attempt): Promise<object[][]> => {
    const db = drizzle({ client: connect(env, access, one) })
    // The statement switches the role, because a SECURITY DEFINER function cannot.
    const become = db.execute(sql`
      select entered, set_config('role', case entered[1] when 'admin' then 'api_tenant' else 'api_customer' end, true)
        from ${enter} entered`)
    const results = await db.batch([
      become,
      ...statements.map((statement, index) => db.execute(idempotent ? recorded(statement, index + 1) : statement)),
    ])
    if (results.length <= statements.length) throw new DatabaseFailure('too_few_results')
    return results.map((result) => result.rows)
  }

  const run = async (statements: readonly SQL[], deadline: Deadline): Promise<object[][]> => {
    const call = { access, repeatable, deadline }
    const [[first = {}] = [], ...rows] = await withRetries(call, (one) => attempt(statements, one))
    const [role, ...scopes] = (strict(first) as { entered: [EnteredRow['role'], ...string[]] }).entered
    onEntered?.({ role, scopes })
    return rows
  }

  const replay = async (
    statements: readonly SQL[],
    request: IdempotentRequest,
    deadline: Deadline,
    rejection: unknown,
  ) => {
    const stored = await findReplay(env, request, deadline)
    if (!stored && !wasProcessed(rejection)) throw rejection
    // The stored result expired in between.
    if (!stored) return run(statements, deadline)
    const { role, scopes } = stored.caller
    onEntered?.({ role, scopes })
    return replayedDb(stored, onReplay).batch(statements) as Promise<object[][]>
  }

  return {
    async batch(statements, deadline = ofRequest) {
      const results = await turn(() => run(statements, deadline)).catch((error) =>
        idempotent && mayBeProcessed(error) ? replay(statements, idempotent, deadline, error) : Promise.reject(error),
      )
      for (const rows of results) rows.forEach(strict)
      return results as never
    },
  }
}

/** Returns the stored rows of a request that was processed before, and runs nothing. */
export function replayedDb(replay: Replay, onReplay?: (replay: Replay) => void): TenantDb {
  return {
    async batch(statements) {
      onReplay?.(replay)
      return statements.map((_, index) => (replay.results[index + 1] ?? []).map(strict)) as never
    },
  }
}
