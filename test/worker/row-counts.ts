import { operator, type Tenant } from './harness.ts'

/** Stored counts by status and by day that differ from the rows, with both numbers. */
export function wrongCounts({ id }: Tenant) {
  return operator(
    `with stored as (
       select kind, sum(count)::int as n from row_counts where tenant_id = $1 group by kind having sum(count) <> 0
     ), actual as (
       select 'subscriptions_' || status as kind, count(*)::int as n from subscriptions where tenant_id = $1 group by 1
       union all select 'instances_' || status, count(*)::int from instances where tenant_id = $1 group by 1
     )
     select kind, stored.n as stored, actual.n as actual from stored full join actual using (kind)
      where kind ~ '^(subscriptions|instances)_' and stored.n is distinct from actual.n
     union all
     select 'all days', days.n, customers.n
       from (select coalesce(sum(n), 0)::int as n from stored where starts_with(kind, 'customers_on_')) days,
            (select count(*)::int as n from customers where tenant_id = $1 and archived_at is null) customers
      where days.n <> customers.n`,
    [id],
  )
}
