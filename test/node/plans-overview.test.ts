import { afterAll, beforeAll, expect, test } from 'vitest'
import { laterDay, selectChanges } from '../../src/customers/growth.ts'
import { selectCounts } from '../../src/customers/segments.ts'
import { selectRowCounts } from '../../src/db/row-counts.ts'
import { countCancelling, selectAtRisk } from '../../src/subscriptions/at-risk.ts'
import { createLoadedDatabase, type LoadedDatabase } from '../setup/loaded-database.ts'
import { runSql } from '../setup/own-database.ts'

// What the overview reads must not grow with the customers of a tenant, only with its days and what is cancelling.

const CUSTOMERS = 20_000
const TODAY = '2026-11-28'
/** Rows per day: as if so many requests had always created customers at once. */
const SHARDS = 16
let database: LoadedDatabase

beforeAll(async () => {
  const sizes = { bigTenant: CUSTOMERS, smallTenants: 5, smallTenant: 200, customersWithRules: 1, rulesPerCustomer: 5 }
  database = await createLoadedDatabase(sizes)
  const { tenantId } = database.tenants.big
  await runSql(
    database.url,
    `insert into row_counts (tenant_id, kind, shard, count)
     select $1, app.customers_on($2::date - ago), shard, 1
       from generate_series(0, 800) ago, generate_series(1, $3) shard`,
    [tenantId, TODAY, SHARDS],
  )
  await runSql(database.url, 'vacuum (analyze)')
}, 120_000)

afterAll(() => database?.remove())

test('the numbers by status are read from as many rows as there were concurrent writers', async () => {
  const statuses = ['active', 'trialing', 'past_due', 'unpaid'].map((status) => `subscriptions_${status}`)
  for (const statement of [selectCounts(), selectRowCounts(statuses)]) {
    const result = await database.explain(statement)
    expect(result.scannedTables).toEqual([])
    expect(result.maxRowsRead).toBeLessThan(50)
    expect(result.pages).toBeLessThan(100)
  }
})

test('the customers over time are read from the counts of the days of a year, in an index', async () => {
  const result = await database.explain(selectChanges(laterDay(TODAY, -364)))
  expect(result.indexes).toEqual(['row_counts_pkey'])
  expect(result.maxRowsRead).toBe(365 * SHARDS)
})

test('cancelling subscriptions are counted in an index', async () => {
  const [cancelling] = await runSql(
    database.url,
    'select count(*)::int as n from subscriptions where tenant_id = $1 and cancel_at_period_end',
    [database.tenants.big.tenantId],
  )
  const result = await database.explain(countCancelling())
  expect(result.indexes).toEqual(['subscriptions_at_risk'])
  expect(cancelling?.n).toBeGreaterThan(50)
  expect(result.maxRowsRead).toBe(cancelling?.n)
  expect(result.heapFetches).toBe(0)
})

test('only the subscriptions at risk that are shown are read, in order, with their customers', async () => {
  const result = await database.explain(selectAtRisk(8))
  expect(result.indexes.sort()).toEqual(['customers_pkey', 'subscriptions_at_risk'])
  expect(result.maxRowsRead).toBe(8)
  expect(result.pages).toBeLessThan(100)
})
