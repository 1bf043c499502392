import { expect, test } from 'vitest'
import { migrate } from '../../src/admin/migrate.ts'
import { withDatabaseBefore } from '../setup/earlier-database.ts'
import { runSql } from '../setup/own-database.ts'

test('instances created before the history existed get one entry: their status since the last change', () =>
  withDatabaseBefore('0010', async (url) => {
    await runSql(
      url,
      `with tenant as (insert into tenants (slug, name) values ('old', 'Old') returning id),
            customer as (insert into customers (tenant_id) select id from tenant returning tenant_id, id)
       insert into instances (tenant_id, customer_id, status, created_at, updated_at)
       select tenant_id, id, unnest(array['running', 'failed']), '2026-01-01Z', '2026-02-02Z' from customer`,
    )
    expect(await migrate(url)).toContain('0010_instances.sql')
    const kept = await runSql(
      url,
      `select from_status, to_status, moved_at = updated_at as at_last_change, actor_key_id
         from instance_moves m join instances i on i.id = m.instance_id order by to_status`,
    )
    const known = { from_status: null, at_last_change: true, actor_key_id: null }
    expect(kept).toEqual([
      { ...known, to_status: 'failed' },
      { ...known, to_status: 'running' },
    ])
  }))
