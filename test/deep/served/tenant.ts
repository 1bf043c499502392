import { createHmac } from 'node:crypto'
import { connectStripe } from '../../../src/admin/stripe-account.ts'
import { createTenant } from '../../../src/admin/tenants.ts'
import objects from '../../fixtures/stripe-objects.json' with { type: 'json' }
import { STRIPE_SECRET } from '../../setup/provided.ts'

export type Query = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>
export type Tenant = Awaited<ReturnType<typeof newTenantOf>>

/**
 * Creates a tenant with a Stripe account. The use of its key is marked as recorded, so that no request causes a
 * database call in the background.
 */
export async function newTenantOf(query: Query) {
  const slug = `t-${crypto.randomUUID()}`
  const { tenant, keys } = await createTenant(query, { slug, name: 'A tenant', rateLimit: 'highest' })
  await query('update api_keys set last_used_at = now() where id = $1', [keys.live.id])
  const account = `acct_${slug.replaceAll('-', '').slice(0, 16)}`
  await connectStripe(query, slug, { account, linkByEmail: true })
  return { id: tenant.id, slug, key: keys.live.key, keyId: keys.live.id, account }
}

/** An event of a tenant's account, as Stripe sends it; `created` is in seconds. */
export function stripeEvent(
  { account }: Tenant,
  type: string,
  fields: Record<string, unknown>,
  created = 1_700_000_000,
): Record<string, unknown> {
  const kind = type.startsWith('customer.subscription.') ? 'subscription' : 'customer'
  const id = `evt_${crypto.randomUUID().replaceAll('-', '')}`
  const data = { object: { ...objects[kind], ...fields } }
  return { ...objects.event, id, type, account, created, livemode: true, data }
}

/** The request that delivers an event, signed with the tests' secret. */
export function deliveryOf(event: Record<string, unknown>) {
  const body = JSON.stringify(event)
  const time = Math.floor(Date.now() / 1000)
  const signature = createHmac('sha256', STRIPE_SECRET).update(`${time}.${body}`).digest('hex')
  const headers = { 'Stripe-Signature': `t=${time},v1=${signature}` }
  return { method: 'POST', path: '/v1/webhooks/stripe', body, headers }
}
