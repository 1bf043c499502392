import { describe, expect, test } from 'vitest'
import { newTenant, operator, type Tenant } from './harness.ts'
import { call, OPERATIONS, oneOfEach } from './operations.ts'
import type { Ids } from './requests/example.ts'

// A new key can call `GET /v1/api-keys/me` anyway, so its fields are not secret from the caller that receives it.
const WRITES = OPERATIONS.filter(({ policy, route }) => {
  return policy.scope?.endsWith(':write') && route.operationId !== 'rotateApiKey'
})

/** A tenant with one resource of each kind, in which every text is `stored` or, if that is too long, has `zq`. */
async function marked(): Promise<{ tenant: Tenant; ids: Ids }> {
  const tenant = await newTenant()
  const ids = await oneOfEach(tenant)
  const changes = [
    `update customers set company_name = 'stored', email = 'stored@x.example', industry = 'stored', locale = 'stored',
       timezone = 'stored', country_code = 'zq', currency = 'zqz', stripe_customer_id = 'stored',
       external_id = 'crm-4711', metadata = '{"stored": "stored"}'`,
    `update instances set agent_name = 'stored', hostname = 'stored', preset_id = 'stored', provider = 'stored',
       product_tier_name = 'stored', region_id = 'stored', runtime_type = 'stored', workload_type = 'stored'`,
    `update rules set name = 'stored', description = 'stored', rule_key = 'stored', trigger_event = 'stored',
       conditions = '[{"field": "stored", "operator": "exists"}]', actions = '[{"type": "notify", "to": "stored"}]'`,
    `update subscriptions set product_tier_name = 'stored', stripe_price_id = 'stored', currency = 'zqz'`,
    `update api_keys set name = 'stored'`,
  ]
  for (const change of changes) await operator(`${change} where tenant_id = $1`, [tenant.id])
  return { tenant, ids: { ...ids, externalId: 'crm-4711' } }
}

describe.each(WRITES.map((operation) => [operation.route.operationId, operation] as const))('%s', (_, operation) => {
  test('shows a write-only key no stored data', async () => {
    const { tenant, ids } = await marked()
    const { key } = await tenant.key({ scopes: [operation.policy.scope as string] })
    const { status, body } = await call(operation, ids, key)
    expect([200, 201, 204, 409]).toContain(status)
    // The text of a new key is random, so it can contain anything.
    const { key: _, prefix, last_four, ...others } = Object(body)
    expect(JSON.stringify(others)).not.toMatch(/stored|zq/)
  })
})

describe.each([
  ['customers', 'patch', ({ customer }: Ids) => `/v1/customers/${customer}`, {}],
  ['customers', 'patch', ({ customer }: Ids) => `/v1/customers/${customer}`, { industry: 'plumbing' }],
  ['customers', 'post', ({ customer }: Ids) => `/v1/customers/${customer}/restore`, undefined],
  ['customers', 'put', () => '/v1/customers/external/crm-4711', {}],
  ['rules', 'patch', ({ rule }: Ids) => `/v1/rules/${rule}`, {}],
  ['instances', 'patch', ({ instance }: Ids) => `/v1/instances/${instance}`, {}],
] as const)('a change of %s by %s', (resource, method, path, body) => {
  test('returns only the path to a key that can only write, and everything to one that can also read', async () => {
    const { tenant, ids } = await marked()
    const [write, both] = [[`${resource}:write`], [`${resource}:write`, `${resource}:read`]]
    const short = await tenant.as((await tenant.key({ scopes: write })).key)[method](path(ids), body)
    const whole = await tenant.as((await tenant.key({ scopes: both })).key)[method](path(ids), body)

    expect(JSON.stringify(whole.body)).toContain('stored')
    expect([short.status, short.body]).toEqual([204, ''])
    expect(short.headers.get('Location')).toBe(`/v1/${resource}/${whole.body.id}`)
    expect([whole.status, short.headers.get('ETag')]).toEqual([200, whole.headers.get('ETag')])
  })
})

test('a write-only key that creates a customer by external id also gets only its path and ETag', async () => {
  const tenant = await newTenant()
  const writer = tenant.as((await tenant.key({ scopes: ['customers:write'] })).key)
  const { status, headers, body } = await writer.put('/v1/customers/external/new', { email: 'steve@x.example' })
  expect([status, body, headers.get('ETag')]).toEqual([204, '', '"1"'])
  const path = String(headers.get('Location'))
  expect((await tenant.get(path)).body).toMatchObject({ external_id: 'new', email: 'steve@x.example' })
})

test('a rejected status change names the current status only to a key that can read', async () => {
  const { tenant, ids } = await marked()
  const writer = tenant.as((await tenant.key({ scopes: ['instances:write'] })).key)
  const [path, change] = [`/v1/instances/${ids.instance}`, { status: 'stopped' }]
  expect((await writer.patch(path, change)).body.detail).not.toContain('provisioning')
  expect((await tenant.patch(path, change)).body.detail).toContain('provisioning')
})

test('a dry run of a clone shows setup and rules only to a key that can read both', async () => {
  const { tenant, ids } = await marked()
  const input = { source_customer_id: ids.customer, company_name: 'Pete', dry_run: true }
  const preview = async (...scopes: string[]) => {
    const { key } = await tenant.key({ scopes: ['customers:write', ...scopes] })
    return (await tenant.as(key).post(`/v1/customers/${ids.customer}/clone`, input)).body
  }
  const outline = { dry_run: true, company_name: 'Pete', email: null, rules_cloned: 1 }
  for (const scopes of [[], ['customers:read'], ['rules:read']]) expect(await preview(...scopes)).toEqual(outline)
  expect(await preview('customers:read', 'rules:read')).toMatchObject({ ...outline, industry: 'stored' })
})
