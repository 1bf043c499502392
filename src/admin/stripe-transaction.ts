import type { Query } from './query.ts'

/** Whom a transaction acts for. The audit log records operation and request id with the changes. */
export type StripeCaller = { tenantId: string; operation: string; requestId?: string }

const ACT_FOR = `
  select app.act_for(s.key, $1, 'admin', null, null, $2, $3, p_lock_timeout => '2500ms') from app.seal_key s`

/**
 * Runs work in a transaction of the session, like the API for an event of the tenant's account. The operator acts on
 * events that are already stored, so no signature is needed.
 */
export async function actForStripe<Result>(
  query: Query,
  { tenantId, operation, requestId }: StripeCaller,
  run: () => Promise<Result>,
): Promise<Result> {
  await query('begin')
  try {
    await query(ACT_FOR, [tenantId, operation, requestId])
    await query('set local role api_tenant')
    const result = await run()
    await query('commit')
    return result
  } catch (error) {
    await query('rollback')
    throw error
  }
}
