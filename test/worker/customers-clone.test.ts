import { expect, test } from 'vitest'
import { newTenant, operator, type Tenant } from './harness.ts'

const PROFILE = {
  industry: 'plumbing',
  country_code: 'US',
  currency: 'USD',
  locale: 'en-US',
  timezone: 'America/New_York',
}
const COPIED = [
  'rule_key',
  'name',
  'description',
  'trigger_event',
  'conditions',
  'actions',
  'priority',
  'cooldown_seconds',
  'is_active',
]

const clone = (tenant: Tenant, id: string, fields: object = {}) =>
  tenant.post(`/v1/customers/${id}/clone`, { source_customer_id: id, company_name: 'Pete', ...fields })

/** The rules of a customer, or the tenant defaults for null, with every column as PostgreSQL text. */
const rulesOf = (tenant: Tenant, customerId: string | null) =>
  operator(
    `select id::text, tenant_id::text, customer_id::text, instance_id::text,
            trigger_count::text, last_triggered_at::text,
            created_at > now() - interval '1 minute' as is_new, updated_at = created_at as is_unchanged,
            ${COPIED.map((name) => `${name}::text`).join(', ')}
       from rules where tenant_id = $1 and customer_id is not distinct from $2 order by name, id`,
    [tenant.id, customerId],
  )

const rowCount = async (tenant: Tenant, table: string) =>
  (await operator(`select count(*)::int as n from ${table} where tenant_id = $1`, [tenant.id]))[0]?.n

const rule = (tenant: Tenant, customer_id: string | null, name: string, fields = {}) =>
  tenant.row('rules', { customer_id, name, trigger_event: 'call.missed', ...fields })

/** A tenant with defaults, and a customer with everything that a customer can have. */
async function withSteve() {
  const tenant = await newTenant()
  const identity = { email: 'steve@plumbing.example', company_name: 'Steve', stripe_customer_id: 'cus_1' }
  const steve = await tenant.row('customers', { ...PROFILE, ...identity, created_at: '2026-03-14T15:09:26Z' })
  await tenant.row('subscriptions', { customer_id: steve, status: 'active', stripe_subscription_id: 'sub_1' })
  const instance = await tenant.row('instances', { customer_id: steve, status: 'running' })
  const old = { created_at: '2026-03-14T15:09:26Z', updated_at: '2026-03-15T15:09:26Z' }
  await rule(tenant, steve, 'a whole one', {
    ...{ rule_key: 'missed-call', description: 'two\n\tlines', trigger_event: 'call.ended', instance_id: instance },
    conditions: JSON.stringify([
      { field: 'x', above: 1.1e20, exact: 12345678901234567890n.toString(), nested: [null, {}] },
    ]),
    actions: JSON.stringify([{ send: 'sms 😀' }, { wait: 5 }]),
    ...{ priority: -7, cooldown_seconds: 0, is_active: false },
    ...{ trigger_count: 12, last_triggered_at: '2026-03-16T15:09:26Z', ...old },
  })
  await rule(tenant, steve, 'b bare one')
  await rule(tenant, steve, 'b bare one')
  await rule(tenant, null, 'a default', { rule_key: 'missed-call' })
  const other = await tenant.row('customers', {})
  await rule(tenant, other, 'another customer’s', { rule_key: 'missed-call' })
  return { tenant, steve }
}

test('a clone has the setup of its source, but not its identity, subscriptions or instances', async () => {
  const { tenant, steve } = await withSteve()
  const { status, headers, body } = await clone(tenant, steve, {
    company_name: ' Pete the Plumber ',
    email: 'Pete@x.example',
  })
  expect(status).toBe(201)
  expect(body).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{14}7[0-9a-f-]{21}$/),
    company_name: 'Pete the Plumber',
    email: 'Pete@x.example',
    created_at: expect.stringMatching(/Z$/),
    rules_cloned: 3,
    rule_ids: expect.any(Object),
  })
  expect(headers.get('Location')).toBe(`/v1/customers/${body.id}`)

  const { rules_cloned: _, rule_ids: __, ...created } = body
  const found = await tenant.get(headers.get('Location') ?? '')
  expect(found.body).toEqual({
    ...created,
    ...PROFILE,
    updated_at: body.created_at,
    stripe_customer_id: null,
    subscription_count: 0,
    active_subscription_count: 0,
    latest_subscription_status: null,
    instance_count: 0,
    running_instance_count: 0,
    failed_instance_count: 0,
    external_id: null,
    metadata: {},
    archived_at: null,
    subscriptions: [],
    instances: [],
  })
  expect(Math.abs(Date.parse(body.created_at) - Date.now())).toBeLessThan(60_000)
})

test('a copied rule has the content of its original, but a new id, new times and no trigger history', async () => {
  const { tenant, steve } = await withSteve()
  const originals = await rulesOf(tenant, steve)
  const { body } = await clone(tenant, steve)
  const copies = await rulesOf(tenant, body.id)

  const contentOf = (rules: Record<string, unknown>[]) => rules.map((row) => COPIED.map((name) => row[name]))
  expect(contentOf(copies)).toEqual(contentOf(originals))
  expect(copies).toHaveLength(3)
  for (const copy of copies) {
    expect(copy).toMatchObject({ tenant_id: tenant.id, customer_id: body.id, instance_id: null })
    expect(copy).toMatchObject({ trigger_count: '0', last_triggered_at: null, is_new: true, is_unchanged: true })
    expect(copy.id).toMatch(/^[0-9a-f-]{14}7/)
  }
  expect(new Set([...originals, ...copies].map(({ id }) => id)).size).toBe(6)
  expect(await rulesOf(tenant, steve)).toEqual(originals)
})

test('a clone copies no defaults, subscriptions or instances and leaves its source unchanged', async () => {
  const { tenant, steve } = await withSteve()
  const before = (await tenant.get(`/v1/customers/${steve}`)).body
  await clone(tenant, steve)
  expect(await rulesOf(tenant, null)).toHaveLength(1)
  expect(await rowCount(tenant, 'rules')).toBe(5 + 3)
  expect(await rowCount(tenant, 'customers')).toBe(2 + 1)
  expect(await rowCount(tenant, 'subscriptions')).toBe(1)
  expect(await rowCount(tenant, 'instances')).toBe(1)
  expect((await tenant.get(`/v1/customers/${steve}`)).body).toEqual(before)
})

test.each([
  [true, 3],
  [false, 0],
  [null, 3],
  [undefined, 3],
])('with clone_rules %j, %i rules are copied', async (clone_rules, rules_cloned) => {
  const { tenant, steve } = await withSteve()
  const { status, body } = await clone(tenant, steve, { clone_rules })
  expect([status, body.rules_cloned]).toEqual([201, rules_cloned])
  expect(await rulesOf(tenant, body.id)).toHaveLength(rules_cloned)
  expect((await tenant.get(`/v1/customers/${body.id}`)).body).toMatchObject(PROFILE)
})

test('a customer without rules and profile can be cloned, and the clone can be cloned again', async () => {
  const tenant = await newTenant()
  const first = await clone(tenant, (await tenant.customer()).id)
  expect(first.body).toMatchObject({ email: null, rules_cloned: 0 })
  await rule(tenant, first.body.id, 'one')
  expect((await clone(tenant, first.body.id)).body).toMatchObject({ company_name: 'Pete', rules_cloned: 1 })
})

test('200 rules are copied', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  await operator(
    `insert into rules (tenant_id, customer_id, rule_key, name, trigger_event)
     select $1, $2, n, n, 'call.missed' from generate_series(1, 200) n`,
    [tenant.id, id],
  )
  const { body } = await clone(tenant, id)
  expect(body.rules_cloned).toBe(200)
  expect(await rulesOf(tenant, body.id)).toHaveLength(200)
})
