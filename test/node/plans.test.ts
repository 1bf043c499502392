import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Caller } from '../../src/auth/policy.ts'
import { selectConflicts } from '../../src/customers/batch-statements.ts'
import { preview } from '../../src/customers/clone.ts'
import { customersIn } from '../../src/customers/list-source.ts'
import { selectConflict, selectCustomer } from '../../src/customers/queries.ts'
import { upsertion } from '../../src/customers/upsert.ts'
import { sql } from '../../src/db/sql.ts'
import type { Keyset } from '../../src/paging/cursor.ts'
import { customerOwned } from '../../src/paging/customer-owned.ts'
import { type ListSource, pageStatement } from '../../src/paging/statement.ts'
import { rulesIn } from '../../src/rules/list-source.ts'
import type { Explained } from '../setup/explain.ts'
import { createLoadedDatabase, type LoadedDatabase } from '../setup/loaded-database.ts'
import { runSql } from '../setup/own-database.ts'

// What a statement reads must not grow with its tenant. Rows and pages are counted: they are the same on any machine.

const CUSTOMERS = 30_000
const SORTS = [
  ...['created_at', 'updated_at', 'email', 'company_name', 'country_code'],
  ...['subscription_count', 'active_subscription_count', 'instance_count', 'running_instance_count'],
] as const
type Query = Partial<Parameters<typeof customersIn>[0]> & { page?: number }

let database: LoadedDatabase

beforeAll(async () => {
  database = await createLoadedDatabase({
    bigTenant: CUSTOMERS,
    smallTenants: 5,
    smallTenant: 200,
    customersWithRules: 2,
    rulesPerCustomer: 200,
  })
}, 120_000)

afterAll(() => database?.remove())

const DEFAULTS = {
  sort_by: 'created_at',
  sort_dir: 'desc',
  search: '',
  search_in: 'email',
  include_archived: false,
} as const

function list({ page = 1, ...filters }: Query, keyset?: Keyset): Promise<Explained> {
  const { tenantId } = database.tenants.big
  const source = customersIn({ ...DEFAULTS, ...filters } as Parameters<typeof customersIn>[0], tenantId)
  return database.explain(pageStatement(source, { page, per_page: 20 }, keyset))
}

/** The keyset of the customer at a position of a sort order. */
async function keysetAt(position: number, column: string, direction: string): Promise<Keyset> {
  const [row] = await runSql(
    database.url,
    `select id, ${column}::text as value from customers where tenant_id = $1
      order by ${column} ${direction} nulls last, id ${direction} limit 1 offset $2`,
    [database.tenants.big.tenantId, position],
  )
  return row as unknown as Keyset
}

const expectPage = (result: Explained) => {
  expect(result.scannedTables.filter((name) => name !== 'row_counts')).toEqual([])
  expect(result.maxRowsRead).toBeLessThan(100)
  expect(result.maxRowsSorted).toBeLessThan(100)
  expect(result.pages).toBeLessThan(300)
}

describe('a page of customers', () => {
  test.each(
    SORTS.flatMap((sort_by) => [{ sort_by, sort_dir: 'asc' } as const, { sort_by, sort_dir: 'desc' } as const]),
  )('by $sort_by $sort_dir reads only its own rows', async (order) => {
    expectPage(await list(order))
    expectPage(await list({ ...order, include_archived: true }))
  })

  test.each([
    ['created_at', 'created_at', 'desc'],
    ['email', 'email_key', 'asc'],
    ['company_name', 'company_key', 'desc'],
    ['subscription_count', 'subscription_count', 'desc'],
  ] as const)('after a cursor near the end of %s reads only its own rows', async (sort_by, column, sort_dir) => {
    expectPage(await list({ sort_by, sort_dir }, await keysetAt(CUSTOMERS - 50, column, sort_dir)))
  })

  test.each(['created_at', 'email', 'country_code'] as const)(
    'deep in %s skips rows in an index, from the nearer end',
    async (sort_by) => {
      for (const page of [CUSTOMERS * 0.045, CUSTOMERS * 0.005]) {
        const result = await list({ sort_by, page })
        expect(result.scannedTables.filter((name) => name !== 'row_counts')).toEqual([])
        expect(result.maxRowsRead).toBeLessThan(CUSTOMERS * 0.11)
        expect(result.maxRowsSorted).toBeLessThan(100)
        expect(result.heapFetches).toBeLessThan(100)
      }
    },
  )

  test('of a search with few hits is found by their ids', async () => {
    const result = await list({ search: 'user777' })
    expect(result.indexes).toContain('customers_pkey')
    expect(result.maxRowsRead).toBeLessThan(200)
    expect(result.pages).toBeLessThan(300)
  })

  test('of a search with many hits reads in sort order, and counts in an index', async () => {
    const result = await list({ search: 'user' })
    expect(result.scannedTables.filter((name) => name !== 'row_counts')).toEqual([])
    expect(result.maxRowsSorted).toBeLessThan(100)
    expect(result.heapFetches).toBeLessThan(100)
  })

  test.each([
    { country_code: ['US'] },
    { country_code: ['US', 'DE'] },
    { subscription_status: ['past_due'] },
    { subscription_status: ['past_due', 'unpaid'] },
    { failed_instances: true },
    { archived: 'only' },
    { created_after: '2024-01-05' },
  ] as Query[])('with the filter %o sorts no more than one page', async (filter) => {
    const result = await list(filter)
    expect(result.scannedTables.filter((name) => name !== 'row_counts')).toEqual([])
    expect(result.maxRowsSorted).toBeLessThan(100)
  })

  test.each([
    { email: ['nobody@example.com'] },
    { email: ['nobody@example.com', 'somebody@example.com'] },
    { external_id: ['crm-1'] },
    { stripe_customer_id: ['cus_1'] },
  ] as Query[])('with the filter %o reads only matching rows', async (filter) => expectPage(await list(filter)))
})

test('getting a customer reads only its own rows', async () => {
  const { id } = await keysetAt(77, 'created_at', 'asc')
  const result = await database.explain(selectCustomer(String(id), sql`archived_at is null`))
  expectPage(result)
  expect(result.pages).toBeLessThan(40)
})

test('a clone reads only the rows of its source', async () => {
  const { id } = await keysetAt(0, 'created_at', 'desc')
  const input = {
    source_customer_id: id,
    company_name: 'Pete',
    email: null,
    clone_rules: true,
    dry_run: true,
    include_archived: false,
  }
  const result = await database.explain(preview(id, input))
  expect(result.scannedTables).toEqual([])
  expect(result.maxRowsRead).toBe(200)
})

test('the checks of a write against other rows use an index', async () => {
  const rows = Array.from({ length: 100 }, (_, index) => ({
    index,
    email: `n${index}@x.example`,
    external_id: 'x',
  }))
  for (const statement of [
    selectConflict('nobody@example.com', 'crm-1'),
    selectConflicts(JSON.stringify(rows)),
    upsertion('crm-1', { company_name: 'Steve' }, '"1"'),
  ]) {
    const result = await database.explain(statement)
    expect(result.scannedTables).toEqual([])
    expect(result.maxRowsRead).toBeLessThan(250)
  }
})

describe('a page of instances, subscriptions or rules', () => {
  const caller = { role: 'admin' } as Caller
  const ordered = { sort_by: 'created_at', sort_dir: 'desc' } as const
  const page = (source: ListSource, keyset?: Keyset) =>
    database.explain(pageStatement(source, { page: 1, per_page: 20 }, keyset))

  test('reads only its own rows, and counts no total', async () => {
    expectPage(await page(customerOwned('instances', ordered, caller)))
    expectPage(await page(customerOwned('subscriptions', ordered, caller)))
    expectPage(await page(rulesIn({ ...ordered, active_only: false, defaults_only: false }, caller)))
  })

  test('after a cursor in the names of rules reads only its own rows', async () => {
    const last = { value: 'rule 199', id: '00000000-0000-7000-8000-000000000000' }
    const byName = { sort_by: 'name', sort_dir: 'asc', active_only: false, defaults_only: false } as const
    expectPage(await page(rulesIn(byName, caller), last))
  })
})
