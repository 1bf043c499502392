import { readEvent } from '../stripe/event.ts'
import { OperatorError, quote } from './operator-error.ts'
import type { Query } from './query.ts'
import { actForStripe } from './stripe-transaction.ts'

/** An event that was applied again, and the changes it made. */
export type ReplayedEvent = {
  id: string
  type: string
  tenant: string
  mode: 'live' | 'test'
  status: 'applied' | 'waiting' | 'ignored'
  changes: { action: string; resource_type: string; resource_id: string }[]
}

/**
 * Parses a stored event with the current release and applies it again, through the same database function as a webhook.
 * @throws OperatorError for an unknown id, or if its account is no longer connected.
 */
export async function replayEvent(query: Query, id: string): Promise<ReplayedEvent> {
  const [stored] = await query(
    `select e.tenant_id, e.payload, e.account, owner.slug as tenant, owner.stripe_account_id,
            case when tenant.sandbox_of is null then 'live' else 'test' end as mode
       from public.stripe_events e
       join public.tenants tenant on tenant.id = e.tenant_id
       join public.tenants owner on owner.id = coalesce(tenant.sandbox_of, tenant.id)
      where e.id = $1
      order by e.received_at desc limit 1`,
    [id],
  )
  if (!stored) throw new OperatorError(`No event ${quote(id)} is stored.`)
  const tenant = String(stored.tenant)
  if (stored.stripe_account_id !== stored.account) {
    const connect = `stripe connect ${tenant} ${stored.account} --replace`
    throw new OperatorError(
      `The event belongs to ${stored.account}, which is no longer connected. Use "${connect}" to connect it again.`,
    )
  }
  const { row } = readEvent(stored.payload)
  const requestId = `replay-${crypto.randomUUID()}`
  const caller = { tenantId: String(stored.tenant_id), operation: 'stripeReplay', requestId }
  const { outcome, changes } = await actForStripe(query, caller, async () => {
    const [outcome] = await query('select app.apply_stripe_event($1, true) as status', [JSON.stringify(row)])
    const changes = await query(
      'select action, resource_type, resource_id from public.audit_log where request_id = $1 order by id',
      [requestId],
    )
    return { outcome, changes }
  })
  return { id, type: row.type, tenant, mode: stored.mode, status: outcome?.status, changes } as ReplayedEvent
}
