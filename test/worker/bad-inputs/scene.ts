import { suspendTenant } from '../../../src/admin/tenants.ts'
import { absentId, newTenant, operator, type Tenant } from '../harness.ts'
import { oneOfEach } from '../operations.ts'
import { newConnectedTenant, stripeSubscription } from '../stripe.ts'

/** The placeholders in requests stand for what `newScene` creates. */
export type Scene = Awaited<ReturnType<typeof newScene>>

/** Creates a tenant with resources in every state that a rejection depends on, and another tenant. */
export async function newScene() {
  const tenant = await newConnectedTenant()
  const other = await newTenant()
  const ids = await oneOfEach(tenant)
  const taken = await tenant.customer({ email: 'taken@plumbing.example', external_id: 'taken' })
  const archived = await tenant.customer({ email: 'gone@plumbing.example', external_id: 'crm-archived' })
  await tenant.delete(`/v1/customers/${archived.id}`)
  await tenant.customer({ email: 'gone@plumbing.example' })
  const busy = await tenant.customer()
  const running = await tenant.row('instances', { customer_id: busy.id, status: 'running' })
  const terminated = await tenant.row('instances', { customer_id: busy.id, status: 'terminated' })
  const ofArchived = await tenant.row('instances', { customer_id: archived.id, status: 'stopped' })
  const full = await tenant.customer()
  await fillWithRules(tenant, full.id)
  await tenant.row('rules', { ...RULE, customer_id: ids.customer, rule_key: 'after-hours' })
  const keys = await keysOf(tenant, ids.customer)
  const created = tenant.event('customer.subscription.created', stripeSubscription('sub_bad', 'cus_bad'))
  const event = { ...created, account: ids.account }

  const texts: Record<string, string> = {
    ...ids,
    ...{ taken: taken.id, archived: archived.id, busy: busy.id, full: full.id },
    ...{ running, terminated, stoppedOfArchived: ofArchived, absent: absentId(), apiKey: keys.admin ?? '' },
    ...{ theirs: (await other.customer()).id, theirKey: other.keys.live.key, rotatedKeyId: keys.rotatedId },
    sandboxKey: tenant.keys.test.id,
    ...(await cursorsOf(tenant, other)),
  }
  return {
    tenant,
    event,
    keys: keys.texts,
    /** The tenants whose data no bad input may change. */
    tenants: [tenant.id, tenant.sandboxId, other.id],
    /** Replaces the placeholders of a text. */
    fill: (text: string) => text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => texts[name] ?? whole),
  }
}

const RULE = { name: 'A rule', trigger_event: 'call.missed' }

async function fillWithRules(tenant: Tenant, customerId: string) {
  await operator(
    `insert into rules (tenant_id, customer_id, name, trigger_event)
     select $1, $2, n, 'x' from generate_series(1, 200) n`,
    [tenant.id, customerId],
  )
}

async function keysOf(tenant: Tenant, customerId: string) {
  const rotated = await tenant.key()
  await tenant.post(`/v1/api-keys/${rotated.id}/rotate`, { grace_seconds: 3600 })
  const revoked = await tenant.key()
  await operator('update api_keys set revoked_at = now() where id = $1', [revoked.id])
  const expired = await tenant.key({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() })
  await operator('update api_keys set expires_at = now() where id = $1', [expired.id])
  const suspended = await newTenant()
  await suspendTenant(operator, suspended.slug)
  const admin = tenant.keys.live.key
  return {
    admin,
    rotatedId: rotated.id,
    texts: {
      ...{ admin, none: null, rotated: rotated.key, revoked: revoked.key, expired: expired.key },
      sandbox: tenant.keys.test.key,
      suspended: suspended.keys.live.key,
      bound: await tenant.boundKey(customerId),
      reader: (await tenant.key({ scopes: ['customers:read'] })).key,
      keyWriter: (await tenant.key({ scopes: ['api-keys:write'] })).key,
    },
  }
}

async function cursorsOf(tenant: Tenant, other: Tenant) {
  for (let count = 0; count < 2; count++) await other.customer()
  const cursor = async (by: Tenant, path: string) => String((await by.get(path)).body.next_cursor)
  return {
    cursor: await cursor(tenant, '/v1/customers?per_page=1'),
    cursorByEmail: await cursor(tenant, '/v1/customers?per_page=1&sort_by=email'),
    cursorOfRules: await cursor(tenant, '/v1/rules?per_page=1'),
    theirCursor: await cursor(other, '/v1/customers?per_page=1'),
  }
}
