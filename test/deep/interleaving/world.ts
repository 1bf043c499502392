import { createKey } from '../../../src/admin/keys.ts'
import type { Api, ApiRequest, Served } from '../served/api.ts'
import { deliveryOf, stripeEvent, type Tenant } from '../served/tenant.ts'

/** Ids that are the same in every world, which is possible because every key begins with the tenant. */
const idOf = (digit: number) => `01980000-0000-7000-8000-00000000000${digit}`
export const IDS = {
  ...{ steve: idOf(1), archived: idOf(2), stopped: idOf(3), terminated: idOf(4), rule: idOf(5), rule2: idOf(6) },
}

export type World = { tenant: Tenant; secondKey: string; secondKeyId: string }

/** For each service, a world that received its Stripe events, which are copied to all others. */
const originals = new WeakMap<Served, Promise<World>>()

/**
 * A tenant for one run: Steve, who is linked to a Stripe customer, his instances and rules, an archived customer, a
 * second key, and an event of another Stripe customer that waits for the email new@x.example.
 */
export async function newWorld(served: Served, api: Api): Promise<World> {
  const original = originals.get(served) ?? createWorld(served, api, (world) => receiveEvents(world, api))
  originals.set(served, original)
  const { tenant } = await original
  return createWorld(served, api, (world) => copyEvents(served, tenant.id, world))
}

async function createWorld({ query, newTenant }: Served, api: Api, addEvents: (world: World) => Promise<void>) {
  const tenant = await newTenant()
  const { steve, archived, stopped, terminated, rule, rule2 } = IDS
  const second = await createKey(query, {
    ...{ slug: tenant.slug, mode: 'live', role: 'admin', scopes: ['*'], rateLimit: 'highest' },
  })
  await query('update api_keys set last_used_at = now() where tenant_id = $1', [tenant.id])
  await query(
    `with c as (
       insert into customers (tenant_id, id, company_name, email, external_id, archived_at)
       values ($1, $2, 'Steve', 'steve@x.example', 'crm-1', null), ($1, $3, 'Archived', 'old@x.example', null, now())
     ), i as (
       insert into instances (tenant_id, id, customer_id, status)
       values ($1, $4, $2, 'stopped'), ($1, $5, $2, 'terminated'))
     insert into rules (tenant_id, id, customer_id, instance_id, name, trigger_event)
     values ($1, $6, $2, $5, 'About the terminated one', 'call.missed'), ($1, $7, $2, null, 'Other', 'call.missed')`,
    [tenant.id, steve, archived, stopped, terminated, rule, rule2],
  )
  const world = { tenant, secondKey: second.key, secondKeyId: second.id }
  const reads = [tenant.key, second.key].map((key) => ({ method: 'GET', path: '/v1/api-keys/me', key }))
  await Promise.all([addEvents(world), ...reads.map((request) => sendSuccessfully(api, request))])
  return world
}

async function sendSuccessfully(api: Api, request: ApiRequest): Promise<void> {
  const { status, text } = await api.send(request)
  if (status !== 200) throw new Error(`the world is incomplete: ${text}`)
}

async function receiveEvents({ tenant }: World, api: Api): Promise<void> {
  const link = stripeEvent(tenant, 'customer.updated', { id: 'cus_steve', metadata: { customer_id: IDS.steve } })
  const waiting = stripeEvent(tenant, 'customer.updated', { id: 'cus_new', email: 'new@x.example' })
  await sendSuccessfully(api, deliveryOf({ ...link, id: 'evt_link' }))
  await sendSuccessfully(api, deliveryOf({ ...waiting, id: 'evt_waiting' }))
}

/** Adds what the events of another world have caused: receiving them would take most of the time of these tests. */
async function copyEvents({ query }: Served, from: string, { tenant }: World): Promise<void> {
  await query('update customers set stripe_customer_id = $3 where tenant_id = $1 and id = $2', [
    ...[tenant.id, IDS.steve, 'cus_steve'],
  ])
  const copied = `id, type, created_at, status, stripe_customer_id, precedence, content, customer_id, payload`
  await query(
    `insert into stripe_events (tenant_id, account, ${copied})
     select $1, $2, ${copied} from stripe_events where tenant_id = $3 and id in ('evt_link', 'evt_waiting')`,
    [tenant.id, tenant.account, from],
  )
}

/** Everything that the tenant has, in a form that is the same in every world after the same changes. */
export async function stateOf({ query }: Served, world: World): Promise<string[]> {
  const { tenant } = world
  const tables = ['customers', 'rules', 'instances', 'instance_transitions', 'subscriptions', 'stripe_events']
  const selects = [...tables, 'api_keys', 'audit_log'].map(
    (table) => `select '${table}' as name, t.id::text as id,
                       to_jsonb(t) - '{id,key_hash,prefix,last_four,payload}'::text[] as content
                  from ${table} t where tenant_id = $1`,
  )
  const rows = await query(selects.join(' union all '), [tenant.id])
  const labels = await labelsOf({ query } as Served, world)
  return rows.map(({ name, id, content }) => `${name} ${normalize(id, labels)} ${normalize(content, labels)}`).sort()
}

/** Names of the ids that differ between worlds: of the tenant, its keys and new customers. */
export async function labelsOf({ query }: Pick<Served, 'query'>, { tenant, secondKeyId }: World) {
  const customers = await query('select id, company_name, email from customers where tenant_id = $1', [tenant.id])
  const fixed = Object.values(IDS).map((id) => [id, id] as const)
  return new Map<string, string>([
    ...customers.map(({ id, company_name, email }) => [String(id), `<${company_name ?? email}>`] as const),
    ...([...fixed, [tenant.id, '<tenant>'], [tenant.keyId, '<key>'], [secondKeyId, '<second key>']] as const),
  ])
}

/** Replaces ids, times, keys and everything else that differs between worlds. */
export function normalize(value: unknown, labels: Map<string, string>): string {
  return (
    JSON.stringify(value)
      .replaceAll(/(prefix|last_four|account)(\\*":\\*")\w+/g, '$1$2…')
      .replaceAll(/hc_live_\w+/g, '<text of a key>')
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => labels.get(id) ?? '<new>')
      // The ETag of a resource without a version counter.
      .replaceAll(/\\"\d{16}\\"/g, '<time>')
      .replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+(Z|\+00:00)/g, '<time>')
  )
}
