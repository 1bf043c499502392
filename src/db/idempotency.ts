import type { DatabaseEnv } from './client.ts'
import type { Deadline } from './deadline.ts'
import { queryAsLogin } from './login-db.ts'
import type { apiKeys } from './schema.ts'
import { partsOf, type SQL, sql } from './sql.ts'

/** A request with an idempotency key, and who sends it. Hashes are SHA-256 in hexadecimal. */
export interface IdempotentRequest {
  key: string
  /** Hash of method, path, query and body. */
  fingerprint: string
  apiKeyHash: string
  operation: { id: string; scope: string | null; roles: readonly string[] }
}

/** The stored result of a request, and the caller that asks for it. */
export interface Replay {
  caller: Pick<typeof apiKeys.$inferSelect, 'id' | 'tenant_id' | 'role' | 'customer_id' | 'scopes' | 'rate_limit'>
  /** Id of the request that was processed. */
  requestId: string
  /** The rows of each statement that has any, by its number. Values are as in JSON. */
  results: Record<string, object[]>
}

/**
 * A statement that also stores its rows with the claimed idempotency key, in the same transaction. `number` is its
 * place in the batch, from 1.
 */
export function recorded<Row>(statement: SQL<Row>, number: number): SQL<Row> {
  const { tables, main } = partsOf(statement)
  return sql`
    with ${tables ? sql`${tables}, ` : sql``}result as materialized (${main}
    ), recorded as materialized (
      select app.record_result(${number}::int, (select jsonb_agg(to_jsonb(result)) from result))
    )
    select result.* from result, recorded`
}

/**
 * Finds the result of a request that was processed within the last 24 hours. Takes a round trip of its own. Errors:
 * those of `app.replay`: `unauthenticated`, `tenant_suspended`, `admin_required`, `insufficient_scope`,
 * `idempotency_key_reused`; `database_unavailable`.
 */
export async function findReplay(
  env: DatabaseEnv,
  request: IdempotentRequest,
  deadline: Deadline,
): Promise<Replay | undefined> {
  const { key, fingerprint, apiKeyHash, operation } = request
  const [row] = await queryAsLogin(
    env,
    sql<Replay['caller'] & { request_id: string; results: Replay['results'] }>`
      select key_id as id, tenant_id, role, customer_id, scopes, rate_limit, request_id, results
        from app.replay(${`\\x${apiKeyHash}`}::bytea, ${operation.id}, ${operation.scope},
                        ${`{${operation.roles}}`}::text[], ${key}, ${`\\x${fingerprint}`}::bytea)`,
    deadline,
  )
  if (!row) return undefined
  const { request_id: requestId, results, ...caller } = row
  return { caller, requestId, results }
}
