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
    const triggers = await runSql(url, `select tgname from pg_trigger where not tgisinternal and tgenabled <> 'O'`)
    expect(triggers).toEqual([])
  } finally {
    await remove()
  }
})

const countsOf = (table: string, active: string) =>
  `select count(*) as total, count(*) filter (where status in (${active})) as active
     from public.${table} t where t.tenant_id = c.tenant_id and t.customer_id = c.id`
const wrongCounts = `
  select count(*)::int as wrong
    from public.customers c
   cross join lateral (${countsOf('subscriptions', `'active', 'trialing'`)}) s
   cross join lateral (${countsOf('instances', `'running'`)}) i
   where (subscription_count, active_subscription_count, instance_count, running_instance_count)
     is distinct from (s.total, s.active, i.total, i.active)`
