import { expect, inject, test } from 'vitest'
import { load } from '../bench/servers/database/load.ts'
import { sizesOf } from '../bench/servers/database/sizes.ts'
import { createMigratedDatabase } from '../setup/migrated-database.ts'
import { runSql } from '../setup/own-database.ts'

test('a load creates rows as configured, and each customer has the counts of its rows', async () => {
  const { url, remove } = await createMigratedDatabase(inject('database').ownerUrl)
  try {
    const loaded = await load(url, { ...sizesOf(0.0005), smallTenant: 300, rulesPerCustomer: 30 }, () => undefined)

    const rows = await runSql(
      url,
      `select t.id, (select count(*)::int from public.customers c where c.tenant_id = t.id) as customers,
              (select count(*)::int from public.rules r where r.tenant_id = t.id) as rules
         from public.tenants t where t.sandbox_of is null order by 2 desc`,
    )
    expect(rows).toEqual([
      { id: loaded.big.tenantId, customers: 500, rules: 20 * 30 + 5 * 5 },
      { id: loaded.small.tenantId, customers: 300, rules: 0 },
    ])

    const [wrong] = await runSql(url, wrongCounts)
    expect(wrong).toMatchObject({ wrong: 0 })
    const [counted] = await runSql(url, segments)
    expect(counted?.stored).toEqual(counted?.actual)
    const triggers = await runSql(url, `select tgname from pg_trigger where not tgisinternal and tgenabled <> 'O'`)
    expect(triggers).toEqual([])
  } finally {
    await remove()
  }
})

const countsOf = (table: string, active: string) =>
  `select count(*) as total, count(*) filter (where status in (${active})) as active,
          count(*) filter (where status = 'failed') as failed
     from public.${table} t where t.tenant_id = c.tenant_id and t.customer_id = c.id`
const wrongCounts = `
  select count(*)::int as wrong
    from public.customers c
   cross join lateral (${countsOf('subscriptions', `'active', 'trialing'`)}) s
   cross join lateral (${countsOf('instances', `'running'`)}) i
   cross join lateral (
     select coalesce(jsonb_object_agg(status, n), '{}') as counts from (
       select status, count(*) as n from public.subscriptions t
        where t.tenant_id = c.tenant_id and t.customer_id = c.id group by status) counted) by_status
   where (subscription_count, active_subscription_count, subscription_status_counts, instance_count,
          running_instance_count, failed_instance_count)
     is distinct from (s.total, s.active, by_status.counts, i.total, i.active, i.failed)`

/** The stored counts of segments, statuses and days, and the actual ones. */
const segments = `
  select (select jsonb_object_agg(kind, n) from (
            select kind, sum(count) as n from row_counts where kind like '%\\_%' group by kind) c) as stored,
         (select jsonb_object_agg('customers_with_' || status, n) from (
            select status, count(distinct customer_id) as n from subscriptions group by status) s)
           || (select jsonb_object_agg('subscriptions_' || status, n) from (
                select status, count(*) as n from subscriptions group by status) s)
           || (select jsonb_object_agg('instances_' || status, n) from (
                select status, count(*) as n from instances group by status) i)
           || (select jsonb_object_agg(day, n) from (
                select app.customers_on(created_at) as day, count(*) as n from customers group by 1) days)
           || (select jsonb_build_object('customers_with_failed_instance', count(*)) from customers
                where failed_instance_count > 0) as actual`
