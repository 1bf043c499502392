import { expect, test } from 'vitest'
import { asTenantRole, database, newTenant, sqlAs, type Tenant } from './harness.ts'

const TABLES = ['customers', 'subscriptions', 'instances', 'rules']
const login = sqlAs(database.loginUrl)

const inside = (tenant: Tenant) => ({ 'app.tenant_id': tenant.id, 'app.role': 'admin' })

test.each([...TABLES, 'stripe_events', 'api_keys', 'tenants', 'app.migrations'])(
  'the login role cannot read or write %s',
  async (table) => {
    for (const text of [
      `select 1 from ${table}`,
      `delete from ${table}`,
      `truncate ${table}`,
      `insert into ${table} default values`,
    ]) {
      await expect(login(text)).rejects.toMatchObject({ code: '42501' })
    }
  },
)

test.each([
  ['select 1 from app.migrations'],
  ['select * from api_keys'],
  ['select key_hash from api_keys'],
  ['select 1 from api_keys where key_hash = sha256(key_hash)'],
  ["update api_keys set scopes = '{*}'"],
  ["update api_keys set key_hash = sha256('mine')"],
  ["update api_keys set role = 'admin', customer_id = null"],
  ['delete from api_keys'],
  ['select * from tenants'],
  ['select suspended_at from tenants'],
  ['update tenants set suspended_at = null'],
  ["insert into tenants (slug, name) values ('mine', 'Mine')"],
  ['delete from tenants'],
])('the tenant role cannot %s', async (text) => {
  const tenant = await newTenant()
  await expect(asTenantRole(text, inside(tenant))).rejects.toMatchObject({ code: '42501' })
})

test('the tenant role sees only its own tenant’s name and keys, and none without a tenant', async () => {
  const [mine, other] = [await newTenant(), await newTenant()]
  expect(await asTenantRole('select id, slug from app.own_tenant()', inside(mine))).toEqual([
    { id: mine.id, slug: mine.slug },
  ])
  expect(await asTenantRole('select id from api_keys', inside(mine))).toEqual([{ id: mine.keys.live.id }])
  for (const text of ['select id from app.own_tenant()', 'select id from api_keys'])
    expect(await asTenantRole(text, { 'app.role': 'admin', 'app.key_id': other.keys.live.id })).toEqual([])
  const crossing = `update api_keys set revoked_at = now() where id = '${other.keys.live.id}' returning id`
  expect(await asTenantRole(crossing, inside(mine))).toEqual([])
})

test('a customer-bound transaction reads only the row of its own key, and cannot change it', async () => {
  const tenant = await newTenant()
  const { id: customerId } = await tenant.customer()
  const { id } = await tenant.key({ role: 'customer', customerId })
  await tenant.key({ role: 'customer', customerId })
  const bound = { 'app.tenant_id': tenant.id, 'app.role': 'customer', 'app.customer_id': customerId, 'app.key_id': id }
  expect(await asTenantRole('select id from api_keys', bound)).toEqual([{ id }])
  const insert = `insert into api_keys (key_hash, prefix, last_four) values (sha256('mine'), 'hc_live_mine', 'mine')`
  for (const text of ['update api_keys set expires_at = null', insert])
    await expect(asTenantRole(text, bound)).rejects.toMatchObject({ code: '42501' })
  await expect(asTenantRole('select 1 from audit_log', bound)).rejects.toMatchObject({ code: '42501' })
})

test.each(TABLES)('without a tenant, the tenant role can neither read nor insert rows in %s', async (table) => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  await fill(tenant, id)
  const incomplete: Record<string, string>[] = [
    {},
    { 'app.tenant_id': tenant.id },
    { 'app.tenant_id': '', 'app.role': 'admin' },
    { 'app.role': 'admin' },
  ]
  for (const settings of incomplete) {
    expect(await asTenantRole(`select 1 from ${table}`, settings)).toEqual([])
    await expect(
      asTenantRole(`insert into ${table} (tenant_id) values ('${tenant.id}')`, settings),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^42501$/) })
  }
})

test.each(TABLES)('with a tenant, the tenant role reads only its rows in %s', async (table) => {
  const [mine, other] = [await newTenant(), await newTenant()]
  for (const tenant of [mine, other]) await fill(tenant, (await tenant.customer()).id)
  const rows = (await asTenantRole(`select tenant_id from ${table}`, inside(mine))) as { tenant_id: string }[]
  expect(new Set(rows.map((row) => row.tenant_id))).toEqual(new Set([mine.id]))
  expect(await asTenantRole(`select 1 from ${table} where tenant_id = '${other.id}'`, inside(mine))).toEqual([])
})

test('a row cannot be written into another tenant', async () => {
  const [mine, other] = [await newTenant(), await newTenant()]
  for (const text of [
    `insert into customers (tenant_id) values ('${other.id}')`,
    `insert into rules (tenant_id, name, trigger_event) values ('${other.id}', 'n', 't')`,
  ]) {
    await expect(asTenantRole(text, inside(mine))).rejects.toMatchObject({ code: '42501' })
  }
})

test('a row cannot reference a customer of another tenant, even if the operator writes it', async () => {
  const [mine, other] = [await newTenant(), await newTenant()]
  const othersCustomer = await other.customer()
  const rule = { customer_id: othersCustomer.id, name: 'n', trigger_event: 't' }
  await expect(mine.row('rules', rule)).rejects.toMatchObject({ code: '23503' })
  await expect(mine.row('instances', { customer_id: othersCustomer.id })).rejects.toMatchObject({ code: '23503' })
  await expect(mine.row('subscriptions', { customer_id: othersCustomer.id, status: 'active' })).rejects.toMatchObject({
    code: '23503',
  })
})

test('a rule cannot reference an instance of another customer', async () => {
  const tenant = await newTenant()
  const [one, two] = [await tenant.customer(), await tenant.customer()]
  const instance_id = await tenant.row('instances', { customer_id: two.id })
  const rule = { instance_id, name: 'n', trigger_event: 't' }
  await expect(tenant.row('rules', { ...rule, customer_id: one.id })).rejects.toMatchObject({ code: '23503' })
  await expect(tenant.row('rules', rule)).rejects.toMatchObject({ code: '23514' })
  expect(await tenant.row('rules', { ...rule, customer_id: two.id })).toBeTruthy()
})

test.each(TABLES)('a customer-bound transaction reads only its own rows in %s, and cannot write', async (table) => {
  const tenant = await newTenant()
  const [own, other] = [await tenant.customer(), await tenant.customer()]
  for (const { id } of [own, other]) await fill(tenant, id)
  const settings = { 'app.tenant_id': tenant.id, 'app.role': 'customer', 'app.customer_id': own.id }
  const rows = (await asTenantRole(`select * from ${table}`, settings)) as Record<string, unknown>[]
  const owner = table === 'customers' ? 'id' : 'customer_id'
  const expected = table === 'rules' ? [own.id, null, null] : [own.id]
  expect(rows.map((row) => row[owner]).sort()).toEqual(expected.sort())
  await expect(
    asTenantRole(`insert into ${table} (tenant_id) values ('${tenant.id}')`, settings),
  ).rejects.toMatchObject({ code: '42501' })
})

test('a customer-bound transaction reads no Stripe events, an admin transaction only those of its tenant', async () => {
  const [mine, other] = [await newTenant(), await newTenant()]
  const { id } = await mine.customer()
  const event = {
    id: 'evt_1',
    type: 'x',
    created_at: '2026-01-01',
    account: 'acct_1',
    status: 'ignored',
    precedence: 1,
    payload: '{}',
  }
  for (const tenant of [mine, other]) await tenant.row('stripe_events', event)
  const bound = { 'app.tenant_id': mine.id, 'app.role': 'customer', 'app.customer_id': id }
  await expect(asTenantRole('select tenant_id from stripe_events', bound)).rejects.toMatchObject({ code: '42501' })
  expect(await asTenantRole('select tenant_id from stripe_events')).toEqual([])
  expect(await asTenantRole('select tenant_id from stripe_events', inside(mine))).toEqual([{ tenant_id: mine.id }])
})

/** Creates one row of each kind for the customer, and a tenant default. */
async function fill(tenant: Tenant, customer_id: string) {
  await tenant.row('subscriptions', { customer_id, status: 'active' })
  await tenant.row('instances', { customer_id })
  await tenant.row('rules', { customer_id, name: 'own', trigger_event: 'x' })
  await tenant.row('rules', { name: 'default', trigger_event: 'x' })
}
