import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Caller } from '../../src/auth/policy.ts'
import { selectCustomer } from '../../src/customers/queries.ts'
import { customerOwned } from '../../src/paging/customer-owned.ts'
import { pageStatement } from '../../src/paging/statement.ts'
import { createLoadedDatabase, type LoadedDatabase } from '../setup/loaded-database.ts'
import { runSql } from '../setup/own-database.ts'

// The rows read for a customer must not grow with its instances.

const INSTANCES = 26_000
let database: LoadedDatabase
let customer_id: string

beforeAll(async () => {
  const sizes = { bigTenant: 1000, smallTenants: 2, smallTenant: 10, customersWithRules: 1, rulesPerCustomer: 5 }
  database = await createLoadedDatabase(sizes)
  const { tenantId } = database.tenants.big
  const [customer] = await runSql(database.url, 'select id from customers where tenant_id = $1 limit 1', [tenantId])
  customer_id = String(customer?.id)
  // Without their history: its foreign key would read all earlier instances of the customer for each new one.
  await runSql(database.url, 'alter table instances disable trigger instances_registered')
  await runSql(
    database.url,
    `insert into instances (tenant_id, customer_id, created_at)
     select $1, $2, timestamptz '2020-03-14 15:09:26Z' + n * interval '1 second' from generate_series(1, $3::int) n`,
    [tenantId, customer_id, INSTANCES],
  )
}, 120_000)

afterAll(() => database?.remove())

test('a customer is read with only the instances that are embedded', async () => {
  const result = await database.explain(selectCustomer(customer_id))
  expect(result.scannedTables).toEqual([])
  expect(result.pages).toBeLessThan(150)
})

test('a deep page of instances skips rows in an index, even if the planner has no statistics yet', async () => {
  const filters = { sort_by: 'created_at', sort_dir: 'desc', customer_id: [customer_id] } as const
  const source = customerOwned('instances', filters, { role: 'admin' } as Caller)
  const result = await database.explain(pageStatement(source, { page: 130, per_page: 100 }))
  expect(result.scannedTables).toEqual([])
  expect(result.maxRowsRead).toBeLessThan(INSTANCES * 1.1)
  expect(result.maxRowsSorted).toBeLessThan(300)
})
