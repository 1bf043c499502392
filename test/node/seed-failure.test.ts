import { expect, inject, test } from 'vitest'
import { createTenant } from '../../src/admin/tenants.ts'
import { seed } from '../../src/local/demo/seed.ts'
import { createMigratedDatabase } from '../setup/migrated-database.ts'
import { runSql } from '../setup/own-database.ts'

test('demo data that cannot be completed leaves nothing behind', async () => {
  const { url, remove } = await createMigratedDatabase(inject('database').ownerUrl)
  const { tenant, sandbox } = await createTenant((text, values) => runSql(url, text, values), {
    ...{ slug: 'fieldline', name: 'Another Fieldline' },
  })
  await expect(seed(url)).rejects.toThrow(/^A tenant with the slug fieldline already exists\.$/)

  const tables = await runSql(
    url,
    `select table_name from information_schema.columns where table_schema = 'public' and column_name = 'tenant_id'`,
  )
  expect(tables.length).toBeGreaterThan(8)
  const owners = tables.map(({ table_name }) => `select tenant_id as id from public.${table_name}`).join(' union all ')
  const strangers = await runSql(
    url,
    `select * from (${owners} union all select id from public.tenants) owner
                                        where id not in ('${tenant.id}', '${sandbox.id}')`,
  )
  expect(strangers).toEqual([])
  await remove()
})
