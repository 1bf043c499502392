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

/** Id of a loaded tenant, and an admin key for it. */
export type TenantKey = { tenantId: string; key: string }

/** The loaded tenants that are measured. */
export type LoadedTenants = { big: TenantKey; small: TenantKey }

const countTriggers = [
  ['subscriptions', 'subscriptions_inserted'],
  ['instances', 'instances_inserted'],
] as const
const setTriggers = (how: 'enable' | 'disable') =>
  countTriggers.map(([table, trigger]) => `alter table public.${table} ${how} trigger ${trigger}`).join('; ')

/** Customers are inserted with their counts, because the triggers would write each customer three times. */
const statusCounts = (rows: string, status: string) =>
  `select g, sum(n) as total, coalesce(sum(n) filter (where status in (${status})), 0) as active,
          coalesce(sum(n) filter (where status = 'failed'), 0) as failed, jsonb_object_agg(status, n) as by_status
     from (select g, status, count(*) as n from (${rows}) t group by g, status) counted group by g`

const inserts: Inserts = {
  before: setTriggers('disable'),
  customers: `
    insert into public.customers (tenant_id, id, email, company_name, country_code, currency, timezone, created_at,
      updated_at, subscription_count, active_subscription_count, subscription_status_counts, instance_count,
      running_instance_count, failed_instance_count)
    select tenant_id, ${timeOrderedId(nameOfCustomer)}, email, company_name, country_code, currency, timezone,
           created_at, created_at, coalesce(s.total, 0), coalesce(s.active, 0), coalesce(s.by_status, '{}'),
           coalesce(i.total, 0), coalesce(i.active, 0), coalesce(i.failed, 0)
      from (${customers}) c
      left join (${statusCounts(subscriptions, `'active', 'trialing'`)}) s using (g)
      left join (${statusCounts(instances, `'running'`)}) i using (g)
     order by g`,
  subscriptions: `
    insert into public.subscriptions (tenant_id, id, customer_id, status, product_tier_name, cancel_at_period_end,
      current_period_end, created_at, updated_at)
    select tenant_id, ${timeOrderedId(nameOfSubscription)}, ${timeOrderedId(nameOfCustomer)}, status, 'pro',
           status = 'active' and g % 50 = 0, begun_at + interval '1 month', begun_at, begun_at
      from (${subscriptions}) s`,
  instances: `
    insert into public.instances (tenant_id, id, customer_id, status, agent_name, hostname, created_at, updated_at)
    select tenant_id, ${timeOrderedId(nameOfInstance)}, ${timeOrderedId(nameOfCustomer)}, status, 'agent', 'host',
           begun_at, begun_at
      from (${instances}) i`,
  after: setTriggers('enable'),
}

const insertRulesText = `
  insert into public.rules (tenant_id, id, customer_id, rule_key, name, trigger_event, created_at, updated_at)
  select tenant_id, ${timeOrderedId(nameOfRule)}, ${timeOrderedId(nameOfCustomer)}, rule_key, name, trigger_event,
         created_at, created_at
    from (${rules}) r`

/**
 * Fills a migrated database. Each load has the same rows, except for tenant ids and keys.
 * @param ownerUrl `postgres://` URL of the operator.
 * @throws if the database already contains a load.
 */
export async function load(ownerUrl: string, sizes: Sizes, log: (line: string) => void): Promise<LoadedTenants> {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const { tenants, loaded } = await createTenants(client, sizes)
    await insertAll(client, tenants, inserts, log)
    await insertRules(client, tenants[0] as Tenant, insertRulesText, sizes)
    // Otherwise the first read of each page would write, and the planner would have no statistics.
    await client.query('vacuum (analyze)')
    return loaded
  } finally {
    await client.end()
  }
}

async function createTenants(client: Client, sizes: Sizes): Promise<{ tenants: Tenant[]; loaded: LoadedTenants }> {
  const query = async (text: string, params?: unknown[]) => (await client.query(text, params)).rows
  const tenants: Tenant[] = []
  const tenantKeys: TenantKey[] = []
  for (let number = 0; number <= sizes.smallTenants; number += 1) {
    const name = number === 0 ? 'big' : `small ${number}`
    const slug = `bench-${name.replace(' ', '-')}`
    const { tenant, keys } = await createTenant(query, { slug, name, rateLimit: 'highest' })
    tenants.push({ id: tenant.id, name, customers: number === 0 ? sizes.bigTenant : sizes.smallTenant })
    tenantKeys.push({ tenantId: tenant.id, key: keys.live.key })
  }
  return { tenants, loaded: { big: tenantKeys[0] as TenantKey, small: tenantKeys[1] as TenantKey } }
}
