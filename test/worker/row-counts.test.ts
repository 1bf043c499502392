import { describe, expect, test } from 'vitest'
import { asTenantRole, newTenant, operator, type Tenant } from './harness.ts'
import { wrongCounts } from './row-counts.ts'

const KINDS = ['customers', 'archived_customers', 'subscriptions', 'instances', 'rules']

/** The stored row counts, and the actual ones. Those by status and by day are correct. */
async function countsOf(tenant: Tenant) {
  const { id } = tenant
  expect(await wrongCounts(tenant)).toEqual([])
  const [stored] = await operator(
    `select ${KINDS.map((kind) => `coalesce(sum(count) filter (where kind = '${kind}'), 0)::int as ${kind}`)}
       from row_counts where tenant_id = $1`,
    [id],
  )
  const [actual] = await operator(
    `select (select count(*)::int from customers where tenant_id = $1 and archived_at is null) as customers,
            (select count(*)::int from customers where tenant_id = $1 and archived_at is not null)
              as archived_customers,
            (select count(*)::int from subscriptions where tenant_id = $1) as subscriptions,
            (select count(*)::int from instances where tenant_id = $1) as instances,
            (select count(*)::int from rules where tenant_id = $1) as rules`,
    [id],
  )
  return { stored, actual }
}

const rule = { name: 'r', trigger_event: 'x', actions: [{ type: 'notify' }] }

describe('the stored row counts', () => {
  test('match the actual counts after every way to create, archive, restore and delete rows', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ email: 'steve@plumbing.example' })
    await tenant.post('/v1/customers', { email: 'steve@plumbing.example' })
    await tenant.post('/v1/customers/batch', {
      customers: [{}, { email: 'STEVE@plumbing.example' }, {}, { email: 'x' }],
    })
    for (const _ of [1, 2]) await tenant.put('/v1/customers/external/crm-1', {})
    const { body: deleted } = await tenant.post('/v1/rules', { ...rule, customer_id: id })
    await tenant.post('/v1/rules', rule)
    await tenant.post(`/v1/customers/${id}/clone`, { source_customer_id: id, company_name: 'Pete' })
    await tenant.delete(`/v1/rules/${deleted.id}`)
    const gone = await tenant.row('instances', { customer_id: id, status: 'terminated' })
    await tenant.row('instances', { customer_id: id, status: 'stopped' })
    await tenant.row('subscriptions', { customer_id: id, status: 'canceled' })
    await tenant.delete(`/v1/instances/${gone}`)
    for (const _ of [1, 2]) await tenant.delete(`/v1/customers/${id}`)

    const archived = await countsOf(tenant)
    expect(archived.stored).toEqual(archived.actual)
    expect(archived.stored).toEqual({ customers: 4, archived_customers: 1, subscriptions: 1, instances: 1, rules: 2 })

    for (const _ of [1, 2]) await tenant.post(`/v1/customers/${id}/restore`)
    await operator('delete from customers where tenant_id = $1 and external_id is not null', [tenant.id])
    const restored = await countsOf(tenant)
    expect(restored.stored).toEqual(restored.actual)
    expect(restored.stored).toMatchObject({ customers: 4, archived_customers: 0 })
  })

  test('match the actual counts after concurrent creations and archivings', async () => {
    const tenant = await newTenant()
    const customers = await Promise.all(Array.from({ length: 40 }, () => tenant.customer()))
    await Promise.all([
      ...customers.slice(0, 15).map(({ id }) => tenant.delete(`/v1/customers/${id}`)),
      ...Array.from({ length: 10 }, () => tenant.post('/v1/customers/batch', { customers: [{}, {}, {}] })),
    ])
    const { stored, actual } = await countsOf(tenant)
    expect(stored).toEqual(actual)
    expect(stored).toMatchObject({ customers: 55, archived_customers: 15 })
  })

  test('are the totals of the lists, but the total of a filtered list is counted', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ country_code: 'US' })
    await tenant.customer()
    await tenant.row('instances', { customer_id: id, status: 'stopped' })
    await tenant.row('subscriptions', { customer_id: id, status: 'canceled' })
    await tenant.post('/v1/rules', rule)
    await operator('update row_counts set count = count + 100 where tenant_id = $1', [tenant.id])

    const total = async (path: string) => (await tenant.get(`/v1/${path}`)).body.total
    expect(await total('customers')).toBe(102)
    expect(await total('rules')).toBe(101)
    expect(await total('instances')).toBe(101)
    expect(await total('subscriptions')).toBe(101)
    expect(await total('customers?country_code=us')).toBe(1)
    expect(await total('rules?defaults_only=true')).toBe(1)
    expect(await total(`instances?customer_id=${id}`)).toBe(1)
    expect(await total('subscriptions?status=canceled')).toBe(1)
  })

  test('are not used for a customer-bound key, whose totals count only the rows that it sees', async () => {
    const tenant = await newTenant()
    const [mine, other] = [await tenant.customer(), await tenant.customer()]
    for (const { id } of [mine, other]) {
      await tenant.row('instances', { customer_id: id, status: 'stopped' })
      await tenant.row('subscriptions', { customer_id: id, status: 'canceled' })
      await tenant.post('/v1/rules', { ...rule, customer_id: id })
    }
    const key = await tenant.boundKey(mine.id)
    for (const path of ['rules', 'instances', 'subscriptions']) {
      expect([path, (await tenant.get(`/v1/${path}`, { key })).body.total]).toEqual([path, 1])
    }
    const bound = { 'app.tenant_id': tenant.id, 'app.role': 'customer', 'app.customer_id': mine.id }
    await expect(asTenantRole('select * from row_counts', bound)).rejects.toMatchObject({ code: '42501' })
  })

  test('can be written only by the triggers', async () => {
    const tenant = await newTenant()
    await tenant.customer()
    const inside = { 'app.tenant_id': tenant.id, 'app.role': 'admin' }
    for (const text of [
      'update row_counts set count = 0',
      'delete from row_counts',
      `insert into row_counts (kind, shard, count) values ('customers', 1, 1)`,
    ]) {
      await expect(asTenantRole(text, inside)).rejects.toThrow(/permission denied/)
    }
  })
})

test('a row of an unknown tenant is rejected, and a tenant that has rows cannot be deleted', async () => {
  const tenant = await newTenant()
  await tenant.post('/v1/rules', rule)
  const unknownTenant = crypto.randomUUID()
  await expect(
    operator(`insert into rules (tenant_id, name, trigger_event) values ($1, 'r', 'x')`, [unknownTenant]),
  ).rejects.toThrow(/row_counts_tenant_id_fkey/)
  await operator('delete from audit_log where tenant_id = $1', [tenant.id])
  await expect(operator('delete from tenants where id = $1', [tenant.id])).rejects.toThrow(/foreign key/)
})
