import { test as base, describe, expect, inject } from 'vitest'
import { isWellFormedKey } from '../../src/auth/key.ts'
import { CustomerInput } from '../../src/customers/fields.ts'
import { INPUT_COLUMNS } from '../../src/customers/queries.ts'
import { INSTANCE_STATUSES } from '../../src/instances/status.ts'
import { seed } from '../../src/local/demo/seed.ts'
import { SUBSCRIPTION_STATUSES } from '../../src/subscriptions/subscription.ts'
import { createMigratedDatabase } from '../setup/migrated-database.ts'
import { runSql } from '../setup/own-database.ts'

type Demo = {
  url: string
  keys: Awaited<ReturnType<typeof seed>>
  query(text: string): Promise<Record<string, unknown>[]>
}

/** The demo data in its own database, which the tests of this file only read. */
const test = base.extend<{ demo: Demo }>({
  demo: [
    async ({}, use) => {
      const { url, remove } = await createMigratedDatabase(inject('database').ownerUrl)
      const keys = await seed(url)
      await use({ url, keys, query: (text) => runSql(url, text) })
      await remove()
    },
    { scope: 'file' },
  ],
})

const ofCrewAmp = `tenant_id = (select id from tenants where slug = 'crewamp')`

describe('the demo data', () => {
  test('has a live and a test key for each of two tenants', async ({ demo: { keys, query } }) => {
    expect(Object.keys(keys)).toEqual(['crewamp', 'fieldline'])
    for (const { live, test } of Object.values(keys)) {
      expect(live).toMatch(/^hc_live_/)
      expect(test).toMatch(/^hc_test_/)
      expect([live, test].every(isWellFormedKey)).toBe(true)
    }
    const found = await query(
      `select (select slug from tenants where id = coalesce(t.sandbox_of, t.id)) as slug,
                t.sandbox_of is not null as test, k.role, k.scopes
           from api_keys k join tenants t on t.id = k.tenant_id where k.name like 'first %' order by 1, 2`,
    )
    expect(found).toEqual(
      ['crewamp', 'fieldline'].flatMap((slug) =>
        [false, true].map((test) => ({ slug, test, role: 'admin', scopes: ['*'] })),
      ),
    )
  })

  test('has a few dozen customers of CrewAmp, and some of every other tenant and sandbox', async ({
    demo: { query },
  }) => {
    const counts = await query(
      `select coalesce(t.slug, 'sandbox of ' || (select slug from tenants where id = t.sandbox_of)) as tenant,
                count(c.id)::int as customers
           from tenants t left join customers c on c.tenant_id = t.id group by t.id order by 1`,
    )
    const byTenant = Object.fromEntries(counts.map(({ tenant, customers }) => [tenant, customers as number]))
    expect(byTenant.crewamp).toBeGreaterThanOrEqual(36)
    expect(byTenant.crewamp).toBeLessThanOrEqual(100)
    expect(byTenant.fieldline).toBeGreaterThanOrEqual(10)
    expect(byTenant['sandbox of crewamp']).toBeGreaterThanOrEqual(2)
    expect(byTenant['sandbox of fieldline']).toBeGreaterThanOrEqual(2)
  })

  test.for(['IQM', 'Steve the Plumber'])(
    'has subscriptions, instances and rules for %s',
    async (company, { demo: { query } }) => {
      const owned = (table: string) =>
        `(select count(*)::int from ${table} x where x.tenant_id = c.tenant_id and x.customer_id = c.id)`
      const [counts] = await query(
        `select ${owned('subscriptions')} as subscriptions, ${owned('instances')} as instances,
                ${owned('rules')} as rules
           from customers c where ${ofCrewAmp} and company_name = '${company}'`,
      )
      expect(counts).toEqual({ subscriptions: 2, instances: 3, rules: company === 'IQM' ? 3 : 4 })
    },
  )

  test('has the actual counts on every customer', async ({ demo: { query } }) => {
    const wrong = await query(
      `select c.company_name
           from customers c,
                lateral (select count(*) as total, count(*) filter (where status in ('active', 'trialing')) as active
                           from subscriptions where tenant_id = c.tenant_id and customer_id = c.id) s,
                lateral (select count(*) as total, count(*) filter (where status = 'running') as running
                           from instances where tenant_id = c.tenant_id and customer_id = c.id) i
          where (subscription_count, active_subscription_count) <> (s.total, s.active)
             or (instance_count, running_instance_count) <> (i.total, i.running)`,
    )
    expect(wrong).toEqual([])
  })

  test('has subscriptions and instances of CrewAmp in every status', async ({ demo: { query } }) => {
    const statuses = async (table: string) =>
      (await query(`select distinct status from ${table} where ${ofCrewAmp}`)).map(({ status }) => status).sort()
    expect(await statuses('subscriptions')).toEqual([...SUBSCRIPTION_STATUSES].sort())
    expect(await statuses('instances')).toEqual([...INSTANCE_STATUSES].sort())
  })

  test('contains no real addresses: domains end in .example, and IP addresses are reserved for documentation', async ({
    demo: { query },
  }) => {
    expect(await query(`select email from customers where email not like '%.example'`)).toEqual([])
    expect(await query(`select hostname from instances where hostname not like '%.example'`)).toEqual([])
    expect(
      await query(
        `select ip_address from instances
            where not ip_address <<= any ('{203.0.113.0/24,198.51.100.0/24,2001:db8::/32}'::inet[])`,
      ),
    ).toEqual([])
  })

  test('has only customers that the API would accept unchanged', async ({ demo: { query } }) => {
    const names = [...INPUT_COLUMNS]
    const customers = await query(`select ${names.join(', ')} from customers`)
    for (const customer of customers) expect(CustomerInput.parse(customer)).toEqual(customer)
  })

  test('is plausible: nothing is in the future, changed before it was created, or older than its customer', async ({
    demo: { query },
  }) => {
    for (const table of ['customers', 'subscriptions', 'instances', 'rules']) {
      const odd = `created_at > now() or updated_at > now() or updated_at < created_at`
      expect(await query(`select id from ${table} where ${odd}`), table).toEqual([])
    }
    for (const table of ['subscriptions', 'instances', 'rules']) {
      const join = `customers c on c.tenant_id = x.tenant_id and c.id = x.customer_id`
      expect(await query(`select x.id from ${table} x join ${join} where x.created_at < c.created_at`), table).toEqual(
        [],
      )
    }
  })

  test('has customers of two tenants with the same email, times with microseconds, and nulls that sort last', async ({
    demo: { query },
  }) => {
    const shared = await query(`select count(*)::int as n from customers where email = 'steve@plumbing.example'`)
    expect(shared).toEqual([{ n: 2 }])
    const [found] = await query(
      `select bool_and(extract(microseconds from created_at)::int % 1000 > 0) as fine,
                count(distinct updated_at) = count(*) as distinct,
                count(*) filter (where email is null) > 0 and count(*) filter (where company_name is null) > 0
                  and count(*) filter (where country_code is null) > 0 as gaps
           from customers where ${ofCrewAmp}`,
    )
    expect(found).toEqual({ fine: true, distinct: true, gaps: true })
  })

  test('uses only operators and actions that the API accepts, and has tenant defaults that customers override', async ({
    demo: { query },
  }) => {
    const used = async (list: string, key: string) =>
      (await query(`select distinct item->>'${key}' as word from rules, jsonb_array_elements(${list}) item`)).map(
        ({ word }) => word,
      )
    expect('eq ne gt gte lt lte in not_in contains starts_with exists'.split(' ')).toEqual(
      expect.arrayContaining(await used('conditions', 'operator')),
    )
    expect('notify send_webhook run_workflow log_event require_approval'.split(' ')).toEqual(
      expect.arrayContaining(await used('actions', 'type')),
    )
    expect(
      await query(
        `select own.name from rules own
             join rules preset on preset.tenant_id = own.tenant_id and preset.rule_key = own.rule_key
            where preset.customer_id is null and own.customer_id is not null`,
      ),
    ).not.toEqual([])
  })

  test('has an inactive tenant default and an inactive customer rule', async ({ demo: { query } }) => {
    const off = await query(
      `select distinct customer_id is null as preset from rules where ${ofCrewAmp} and not is_active order by 1`,
    )
    expect(off).toEqual([{ preset: false }, { preset: true }])
  })

  test('is created only once: a second time changes nothing and is rejected in one sentence', async ({
    demo: { url, query },
  }) => {
    const count = () =>
      query('select (select count(*) from tenants) as tenants, (select count(*) from api_keys) as keys')
    const before = await count()
    await expect(seed(url)).rejects.toThrow(/^A tenant with the slug crewamp already exists\.$/)
    expect(await count()).toEqual(before)
  })
})
