import type { DatabaseEnv } from '../db/client.ts'
import { queryAsLogin } from '../db/login-db.ts'
import { sql } from '../db/sql.ts'

/** Keys that one statement deletes: few enough to hold locks only briefly. */
const STEP = 500
/** A run that reaches this limit leaves the rest to the next one. */
const MAX_STEPS = 100

/** Deletes idempotency keys that are older than 24 hours, in small steps, and returns their number. */
export async function deleteExpiredKeys(env: DatabaseEnv): Promise<number> {
  let total = 0
  for (let step = 0; step < MAX_STEPS; step++) {
    const [row] = await queryAsLogin(
      env,
      sql<{ deleted: number }>`select app.delete_expired_idempotency_keys(${STEP}::int) as deleted`,
    )
    const deleted = row?.deleted ?? 0
    total += deleted
    if (deleted < STEP) break
  }
  return total
}
