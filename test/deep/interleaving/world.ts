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
 * A tenant for each of several runs: Steve, who is linked to a Stripe customer, his instances and rules, an archived
 * customer, a second key, and an event of another Stripe customer that waits for the email new@x.example.
 */
export async function newWorlds(served: Served, api: Api, count: number): Promise<World[]> {
  const original = originals.get(served) ?? createOriginal(served, api)
  originals.set(served, original)
  const { tenant } = await original
  const worlds = await createWorlds(served, count)
  await copyEvents(served, tenant.id, worlds)
  return worlds
}

async function createOriginal(served: Served, api: Api): Promise<World> {
  const [world] = (await createWorlds(served, 1)) as [World]
  await receiveEvents(world, api)
  return world
}

async function createWorlds({ query, newTenant }: Served, count: number): Promise<World[]> {
  const worlds = await Promise.all(
    Array.from({ length: count }, async () => {
      const tenant = await newTenant()
      const second = await createKey(query, {
        ...{ slug: tenant.slug, mode: 'live', role: 'admin', scopes: ['*'], rateLimit: 'highest' },
      })
      return { tenant, secondKey: second.key, secondKeyId: second.id }
    }),
  )
  const tenants = worlds.map(({ tenant }) => tenant.id)
  await query('update api_keys set last_used_at = now() where tenant_id = any($1)', [tenants])
  const { steve, archived, stopped, terminated, rule, rule2 } = IDS
  await query(
    `with world as (
       select unnest($1::uuid[]) as id
     ), c as (
       insert into customers (tenant_id, id, company_name, email, external_id, archived_at)
       select id, $2::uuid, 'Steve', 'steve@x.example', 'crm-1', null::timestamptz from world
       union all select id, $3, 'Archived', 'old@x.example', null, now() from world
     ), i as (
       insert into instances (tenant_id, id, customer_id, status)
       select id, $4::uuid, $2::uuid, 'stopped' from world union all select id, $5, $2, 'terminated' from world)
     insert into rules (tenant_id, id, customer_id, instance_id, name, trigger_event)
     select id, $6::uuid, $2::uuid, $5::uuid, 'About the terminated one', 'call.missed' from world
     union all select id, $7, $2, null, 'Other', 'call.missed' from world`,
    [tenants, steve, archived, stopped, terminated, rule, rule2],
  )
  return worlds
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
async function copyEvents({ query }: Served, from: string, worlds: World[]): Promise<void> {
  const tenants = worlds.map(({ tenant }) => tenant.id)
  await query('update customers set stripe_customer_id = $3 where tenant_id = any($1) and id = $2', [
    ...[tenants, IDS.steve, 'cus_steve'],
  ])
  const copied = `id, type, created_at, status, stripe_customer_id, precedence, content, customer_id, payload`
  await query(
    `insert into stripe_events (tenant_id, account, ${copied})
     select world.tenant_id, world.account, ${copied}
       from stripe_events e, unnest($1::uuid[], $2::text[]) as world (tenant_id, account)
      where e.tenant_id = $3 and id in ('evt_link', 'evt_waiting')`,
    [tenants, worlds.map(({ tenant }) => tenant.account), from],
  )
}

/** What a tenant has, and names of the ids in it that differ between worlds. */
export interface Contents {
  /** All rows, in a form that is the same in every world after the same changes. */
  state: string[]
  labels: Labels
}
type Labels = Map<string, string>
type Row = { tenant: string; name: string; id: string; content: Record<string, unknown> }

export async function contentsOf({ query }: Served, worlds: World[]): Promise<Contents[]> {
  const tables = ['customers', 'rules', 'instances', 'instance_transitions', 'subscriptions', 'stripe_events']
  const selects = [...tables, 'api_keys', 'audit_log'].map(
    (table) => `select tenant_id as tenant, '${table}' as name, t.id::text as id,
                       to_jsonb(t) - '{id,key_hash,prefix,last_four,payload}'::text[] as content
                  from ${table} t where tenant_id = any($1)`,
  )
  const rows = (await query(selects.join(' union all '), [worlds.map(({ tenant }) => tenant.id)])) as Row[]
  const byTenant = Map.groupBy(rows, ({ tenant }) => tenant)
  return worlds.map((world) => {
    const own = byTenant.get(world.tenant.id) ?? []
    const labels = labelsOf(world, own)
    const texts = own.map(({ name, id, content }) => `${name} ${normalize(id, labels)} ${normalize(content, labels)}`)
    return { state: texts.sort(), labels }
  })
}

/** Names of the tenant, its keys and its customers. */
function labelsOf({ tenant, secondKeyId }: World, rows: Row[]): Labels {
  const customers = rows.filter(({ name }) => name === 'customers')
  const fixed = Object.values(IDS).map((id) => [id, id] as const)
  return new Map<string, string>([
    ...customers.map(({ id, content }) => [id, `<${content.company_name ?? content.email}>`] as const),
    ...([...fixed, [tenant.id, '<tenant>'], [tenant.keyId, '<key>'], [secondKeyId, '<second key>']] as const),
  ])
}

/** Replaces ids, times, keys and everything else that differs between worlds. */
export function normalize(value: unknown, labels: Labels): string {
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
