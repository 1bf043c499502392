import { Client } from 'pg'
import { expect, inject, test } from 'vitest'
import { createMigratedDatabase } from '../setup/migrated-database.ts'
import { runSql } from '../setup/own-database.ts'

const insert = 'insert into customers (tenant_id) select id from tenants'
const counted = `select sum(count) filter (where kind = 'customers')::int as total,
                        sum(count) filter (where starts_with(kind, 'customers_on_'))::int as changed from row_counts`

test('an open transaction does not block other creates, and its rows are counted when it commits', async () => {
  const own = await createMigratedDatabase(inject('database').ownerUrl)
  const idle = new Client({ connectionString: own.url })
  try {
    await runSql(own.url, `insert into tenants (slug, name) values ('one', 'One')`)
    await runSql(own.url, insert)
    await idle.connect()
    await idle.query(`begin; ${insert}`)
    const created = Array.from({ length: 20 }, () => runSql(own.url, `set lock_timeout = '2s'; ${insert}`))
    await expect(Promise.all(created)).resolves.toHaveLength(20)
    await idle.query('commit')
    expect(await runSql(own.url, counted)).toEqual([{ total: 22, changed: 22 }])
  } finally {
    await idle.end()
    await own.remove()
  }
})

test('a create does not wait for a locked count with the number of its connection', async () => {
  const own = await createMigratedDatabase(inject('database').ownerUrl)
  const [holder, creator] = [new Client({ connectionString: own.url }), new Client({ connectionString: own.url })]
  try {
    await runSql(own.url, `insert into tenants (slug, name) values ('one', 'One')`)
    await Promise.all([holder.connect(), creator.connect()])
    const { rows } = await creator.query('select pg_backend_pid() as pid')
    // Both numbers that a connection with this id has had.
    const add = `insert into row_counts select id, 'customers', number, 0
                   from tenants, unnest(array[${rows[0].pid} % 64, ${rows[0].pid} % 32768]) number`
    await runSql(own.url, `${add} on conflict do nothing`)
    await holder.query('begin; update row_counts set count = count + 5')
    await creator.query(`set lock_timeout = '2s'; ${insert}`)
    await holder.query('rollback')
    expect(await runSql(own.url, counted)).toEqual([{ total: 1, changed: 1 }])
  } finally {
    await Promise.all([holder.end(), creator.end()])
    await own.remove()
  }
})

test('truncating a table is counted, no row changes its tenant, and a tenant without rows can be deleted', async () => {
  const own = await createMigratedDatabase(inject('database').ownerUrl)
  try {
    await runSql(own.url, `insert into tenants (slug, name) values ('one', 'One'), ('two', 'Two')`)
    await runSql(own.url, `insert into rules (tenant_id, name, trigger_event) select id, 'r', 'x' from tenants`)
    await runSql(own.url, insert)
    const move = `update rules set tenant_id = (select id from tenants where slug = 'two')`
    await expect(runSql(own.url, move)).rejects.toThrow('a row of rules cannot move to another tenant')
    await runSql(own.url, 'truncate rules')
    const counts = `select regexp_replace(kind, '\\d.*', '…') as kind, sum(count)::int as n from row_counts
                     group by 1 having sum(count) <> 0 order by 1`
    const ofCustomers = (n: number) => ['customers', 'customers_on_…'].map((kind) => ({ kind, n }))
    expect(await runSql(own.url, counts)).toEqual(ofCustomers(2))
    await expect(runSql(own.url, `delete from tenants where slug = 'one'`)).rejects.toThrow('foreign key')
    await runSql(own.url, `delete from customers using tenants t where t.id = tenant_id and t.slug = 'one'`)
    await runSql(own.url, `delete from tenants where slug = 'one'`)
    expect(await runSql(own.url, counts)).toEqual(ofCustomers(1))
    await runSql(own.url, 'truncate customers cascade')
    expect(await runSql(own.url, counts)).toEqual([])
  } finally {
    await own.remove()
  }
})
