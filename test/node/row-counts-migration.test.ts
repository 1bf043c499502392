import { expect, test } from 'vitest'
import { migrate } from '../../src/admin/migrate.ts'
import { withDatabaseBefore } from '../setup/earlier-database.ts'
import { runSql } from '../setup/own-database.ts'

test('rows created before the row counts existed are counted once', () =>
  withDatabaseBefore('0015', async (url) => {
    await runSql(
      url,
      `with tenant as (insert into tenants (slug, name) values ('old', 'Old'), ('new', 'New') returning id, slug),
            customer as (insert into customers (tenant_id, archived_at)
                           select id, case when g = 1 then now() end from tenant, generate_series(1, 3) g
                            where slug = 'old' or g > 1 returning tenant_id, id),
            rule as (insert into rules (tenant_id, name, trigger_event) select id, 'r', 'x' from tenant where slug = 'old')
       insert into instances (tenant_id, customer_id) select tenant_id, id from customer`,
    )
    await migrate(url)
    const kept = await runSql(
      url,
      `select t.slug, c.kind, sum(c.n)::int as n from row_counts c join tenants t on t.id = c.tenant_id
        group by 1, 2 order by 1 desc, 2`,
    )
    expect(kept).toEqual([
      { slug: 'old', kind: 'archived_customers', n: 1 },
      { slug: 'old', kind: 'customers', n: 2 },
      { slug: 'old', kind: 'instances', n: 3 },
      { slug: 'old', kind: 'rules', n: 1 },
      { slug: 'new', kind: 'customers', n: 2 },
      { slug: 'new', kind: 'instances', n: 2 },
    ])
  }))
