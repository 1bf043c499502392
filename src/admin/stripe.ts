import { readEvent } from '../stripe/event.ts'
import { OperatorError, quote } from './operator-error.ts'
import type { Query } from './query.ts'
import { unknownTenant } from './tenants.ts'

/** A tenant and its account at Stripe. */
export type ConnectedTenant = { id: string; slug: string; stripe_account_id: string }

/**
 * Assigns this account's events to the tenant from now on, and its test-mode events to the sandbox.
 * @throws OperatorError for an unknown slug, or an account of another tenant.
 */
export async function connectStripe(query: Query, slug: string, account: string): Promise<ConnectedTenant> {
  const [row] = await query(
    `with other as (
       select slug from public.tenants where stripe_account_id = $2 and slug <> $1
     ), connected as (
       update public.tenants set stripe_account_id = $2 where slug = $1 and not exists (select from other)
       returning id, slug, stripe_account_id
     )
     select (select slug from other) as other, connected.* from (select) one left join connected on true`,
    [slug, account],
  )
  if (row?.other) {
    throw new OperatorError(
      `The account ${quote(account)} is already connected to the tenant ${quote(String(row.other))}.`,
    )
  }
  if (!row?.id) throw unknownTenant(slug)
  return { id: String(row.id), slug, stripe_account_id: account }
}

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
    const connect = `stripe connect ${tenant} ${stored.account}`
    throw new OperatorError(
      `The event belongs to ${stored.account}, which is no longer connected. Use "${connect}" to connect it again.`,
    )
  }
  const { row } = readEvent(stored.payload)
  const requestId = `replay-${crypto.randomUUID()}`
  await query('begin')
  // The event is already stored for this tenant, so no signature is needed.
  await query(`select app.act_for($1, 'admin', null, null, 'stripeReplay', $2)`, [stored.tenant_id, requestId])
  await query('set local role api_tenant')
  const [outcome] = await query('select app.apply_stripe_event($1, true) as status', [JSON.stringify(row)])
  const changes = await query(
    'select action, resource_type, resource_id from public.audit_log where request_id = $1 order by id',
    [requestId],
  )
  await query('commit')
  return { id, type: row.type, tenant, mode: stored.mode, status: outcome?.status, changes } as ReplayedEvent
}
