import { expect } from 'vitest'
import type { Served } from '../served/api.ts'
import type { World } from './world.ts'

/** The counts that triggers maintain must equal the rows. */
export async function requireTrueCounts({ query }: Served, worlds: World[]): Promise<void> {
  const wrong = await query(
    `select wrong.* from unnest($1::uuid[]) as world (tenant) cross join lateral (
       select c.id::text, 'customer' as kind from customers c where tenant_id = tenant and
          (subscription_count, active_subscription_count, instance_count, running_instance_count,
           failed_instance_count, subscription_status_counts) is distinct from row(
             (select count(*) from subscriptions s where (s.tenant_id, s.customer_id) = (c.tenant_id, c.id)),
             (select count(*) from subscriptions s where (s.tenant_id, s.customer_id) = (c.tenant_id, c.id)
                                                     and s.status in ('active', 'trialing')),
             (select count(*) from instances i where (i.tenant_id, i.customer_id) = (c.tenant_id, c.id)),
             (select count(*) from instances i where (i.tenant_id, i.customer_id) = (c.tenant_id, c.id)
                                                 and i.status = 'running'),
             (select count(*) from instances i where (i.tenant_id, i.customer_id) = (c.tenant_id, c.id)
                                                 and i.status = 'failed'),
             (select coalesce(jsonb_object_agg(status, n), '{}') from (
                select s.status, count(*) as n from subscriptions s
                 where (s.tenant_id, s.customer_id) = (c.tenant_id, c.id) group by s.status) by_status))
       union all
       select counted.n::text, kind from (
         select 'customers' as kind, count(*) as n from customers where tenant_id = tenant and archived_at is null
         union all select 'archived_customers', count(*) from customers
                    where tenant_id = tenant and archived_at is not null
         union all select 'customers_with_failed_instance', count(*) from customers
                    where tenant_id = tenant and archived_at is null and failed_instance_count > 0
         union all select 'customers_with_' || status, count(distinct c.id) filter (where c.archived_at is null)
                     from subscriptions s join customers c on (c.tenant_id, c.id) = (s.tenant_id, s.customer_id)
                    where s.tenant_id = tenant group by status
         union all select 'subscriptions_' || status, count(*) from subscriptions
                    where tenant_id = tenant group by status
         union all select 'instances_' || status, count(*) from instances where tenant_id = tenant group by status
         union all select 'subscriptions', count(*) from subscriptions where tenant_id = tenant
         union all select 'instances', count(*) from instances where tenant_id = tenant
         union all select 'rules', count(*) from rules where tenant_id = tenant) counted
        where n <> (select coalesce(sum(count), 0) from row_counts r
                     where r.tenant_id = tenant and r.kind = counted.kind)
       union all
       select sum(count)::text, 'all days' from row_counts
        where tenant_id = tenant and starts_with(kind, 'customers_on_')
       having sum(count) <> (select count(*) from customers where tenant_id = tenant and archived_at is null)) wrong`,
    [worlds.map(({ tenant }) => tenant.id)],
  )
  expect(wrong).toEqual([])
}
