import { Client } from 'pg'
import { createTenant } from '../../../../src/admin/tenants.ts'
import {
  customers,
  instances,
  nameOfCustomer,
  nameOfInstance,
  nameOfRule,
  nameOfSubscription,
  rules,
  subscriptions,
  timeOrderedId,
} from './dataset.ts'
import { type Inserts, insertAll, insertRules, type Tenant } from './insert.ts'
import type { Sizes } from './sizes.ts'

/** A tenant of the load, and the text of an admin key of it. */
export type Access = { tenantId: string; key: string }

/** The load's tenants that are measured. */
export type Loaded = { big: Access; small: Access }

const countTriggers = [
  ['subscriptions', 'subscriptions_inserted'],
  ['instances', 'instances_inserted'],
] as const
const switchCounts = (how: 'enable' | 'disable') =>
  countTriggers.map(([table, trigger]) => `alter table public.${table} ${how} trigger ${trigger}`).join('; ')

/** Each customer comes with its counts: kept by triggers they would write every row of it three times. */
const counted = (rows: string, status: string) =>
  `select g, count(*) as everything, count(*) filter (where status in (${status})) as active from (${rows}) t ` +
  'group by g'

const inserts: Inserts = {
  before: switchCounts('disable'),
  customers: `
    insert into public.customers (tenant_id, id, email, company_name, country_code, currency, timezone, created_at,
      updated_at, subscription_count, active_subscription_count, instance_count, running_instance_count)
    select tenant_id, ${timeOrderedId(nameOfCustomer)}, email, company_name, country_code, currency, timezone,
           created_at, created_at, coalesce(s.everything, 0), coalesce(s.active, 0), coalesce(i.everything, 0),
           coalesce(i.active, 0)
      from (${customers}) c
      left join (${counted(subscriptions, `'active', 'trialing'`)}) s using (g)
      left join (${counted(instances, `'running'`)}) i using (g)
     order by g`,
  subscriptions: `
    insert into public.subscriptions (tenant_id, id, customer_id, status, product_tier_name, created_at, updated_at)
    select tenant_id, ${timeOrderedId(nameOfSubscription)}, ${timeOrderedId(nameOfCustomer)}, status, 'pro', begun_at,
           begun_at
      from (${subscriptions}) s`,
  instances: `
    insert into public.instances (tenant_id, id, customer_id, status, agent_name, hostname, created_at, updated_at)
    select tenant_id, ${timeOrderedId(nameOfInstance)}, ${timeOrderedId(nameOfCustomer)}, status, 'agent', 'host',
           begun_at, begun_at
      from (${instances}) i`,
  after: switchCounts('enable'),
}

const insertRulesText = `
  insert into public.rules (tenant_id, id, customer_id, rule_key, name, trigger_event, created_at, updated_at)
  select tenant_id, ${timeOrderedId(nameOfRule)}, ${timeOrderedId(nameOfCustomer)}, rule_key, name, trigger_event,
         created_at, created_at
    from (${rules}) r`

/**
 * Fills a migrated database. Tenant ids and keys differ from load to load, everything else is the same.
 * @param ownerUrl `postgres://` URL of the operator.
 * @throws when the database has a tenant of a load already.
 */
export async function load(ownerUrl: string, sizes: Sizes, log: (line: string) => void): Promise<Loaded> {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const { tenants, loaded } = await makeTenants(client, sizes)
    await insertAll(client, tenants, inserts, log)
    await insertRules(client, tenants[0] as Tenant, insertRulesText, sizes)
    // Without it the first reader of each page would write, and the planner would know nothing.
    await client.query('vacuum (analyze)')
    return loaded
  } finally {
    await client.end()
  }
}

async function makeTenants(client: Client, sizes: Sizes): Promise<{ tenants: Tenant[]; loaded: Loaded }> {
  const query = async (text: string, params?: unknown[]) => (await client.query(text, params)).rows
  const tenants: Tenant[] = []
  const accesses: Access[] = []
  for (let number = 0; number <= sizes.smallTenants; number += 1) {
    const name = number === 0 ? 'big' : `small ${number}`
    const { tenant, keys } = await createTenant(query, { slug: `bench-${name.replace(' ', '-')}`, name })
    tenants.push({ id: tenant.id, name, customers: number === 0 ? sizes.bigTenant : sizes.smallTenant })
    accesses.push({ tenantId: tenant.id, key: keys.live.key })
  }
  return { tenants, loaded: { big: accesses[0] as Access, small: accesses[1] as Access } }
}
