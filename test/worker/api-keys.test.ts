import { describe, expect, test } from 'vitest'
import { hashKey, isWellFormedKey } from '../../src/auth/key.ts'
import { RESOURCES } from '../../src/auth/policy.ts'
import { absentId, newTenant, operator, validationErrors } from './harness.ts'

const SCOPES = ['*', ...RESOURCES.flatMap((resource) => [`${resource}:read`, `${resource}:write`])]

describe('POST /v1/api-keys', () => {
  test('creates an admin key with every scope by default, usable immediately', async () => {
    const tenant = await newTenant()
    const { status, headers, body } = await tenant.post('/v1/api-keys', {})
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      key: expect.stringMatching(/^hc_live_/),
      name: null,
      prefix: body.key.slice(0, 12),
      last_four: body.key.slice(-4),
      mode: 'live',
      role: 'admin',
      customer_id: null,
      scopes: ['*'],
      rate_limit: 'standard',
      state: 'active',
      expires_at: null,
      revoked_at: null,
      last_used_at: null,
      replaced_by: null,
      created_at: expect.stringMatching(/Z$/),
    })
    expect(isWellFormedKey(body.key)).toBe(true)
    expect(headers.get('Location')).toBe(`/v1/api-keys/${body.id}`)
    expect((await tenant.as(body.key).get('/v1/customers')).status).toBe(200)
  })

  test('stores every field, with a trimmed name, microseconds and no duplicate scopes', async () => {
    const tenant = await newTenant()
    const { id: customer_id } = await tenant.customer()
    const sent = {
      name: '  front desk ',
      role: 'customer',
      customer_id: customer_id.toUpperCase(),
      scopes: ['customers:read', 'rules:read', 'customers:read'],
      expires_at: '2999-01-31T12:00:00.123456+02:00',
    }
    const { status, body } = await tenant.post('/v1/api-keys', sent)
    expect(status).toBe(201)
    const expected = { name: 'front desk', role: 'customer', customer_id, scopes: ['customers:read', 'rules:read'] }
    expect(body).toMatchObject({ ...expected, expires_at: '2999-01-31T10:00:00.123456Z' })
    expect((await tenant.as(body.key).get(`/v1/customers/${customer_id}`)).status).toBe(200)
    expect((await tenant.as(body.key).get('/v1/customers')).status).toBe(403)
  })

  test.each(SCOPES)('accepts the scope %s', async (scope) => {
    const tenant = await newTenant()
    expect(await tenant.post('/v1/api-keys', { scopes: [scope] })).toMatchObject({ status: 201 })
  })

  test('stores only the hash of the key text', async () => {
    const tenant = await newTenant()
    const { body } = await tenant.post('/v1/api-keys', {})
    const [row] = await operator(
      `select encode(key_hash, 'hex') as hash, to_jsonb(k) - 'key_hash' as rest from api_keys k where id = $1`,
      [body.id],
    )
    expect(row?.hash).toBe(await hashKey(body.key))
    expect(JSON.stringify(row?.rest)).not.toContain(body.key.slice(12, -4))
  })

  test.each([
    ['a missing body', undefined, ['body missing']],
    ['an unknown field', { key: 'hc_live_mine' }, ['body.key extra_forbidden']],
    ['a name of 201 characters', { name: 'x'.repeat(201) }, ['body.name string_too_long']],
    ['a name with a control character', { name: 'a\u0000b' }, ['body.name value_error']],
    ['an unknown role', { role: 'owner' }, ['body.role literal_error']],
    ['an empty scope list', { scopes: [] }, ['body.scopes too_short']],
    ['too many scopes', { scopes: Array(14).fill('*') }, ['body.scopes too_long']],
    ['a scope as text', { scopes: '*' }, ['body.scopes list_type']],
    ['scopes as a long text', { scopes: 'customers:read rules:read' }, ['body.scopes list_type']],
    ['an unknown scope', { scopes: ['*', 'customers:delete'] }, ['body.scopes.1 literal_error']],
    ['an expiry in the past', { expires_at: '2020-01-01T00:00:00Z' }, ['body.expires_at datetime_future']],
    ['an expiry without a time', { expires_at: '2999-01-01' }, ['body.expires_at datetime_parsing']],
    ['a numeric expiry', { expires_at: 32472144000 }, ['body.expires_at string_type']],
    ['the customer role without a customer', { role: 'customer' }, ['body.customer_id missing']],
    ['the customer role with a null customer', { role: 'customer', customer_id: null }, ['body.customer_id missing']],
    ['a customer without the customer role', { customer_id: absentId() }, ['body.customer_id value_error']],
    ['an invalid customer id', { role: 'customer', customer_id: '7' }, ['body.customer_id uuid_parsing']],
    [
      'several errors at once',
      { role: 'customer', scopes: [], expires_at: 'soon' },
      ['body.customer_id missing', 'body.expires_at datetime_parsing', 'body.scopes too_short'],
    ],
  ])('rejects %s and creates nothing', async (_, body, expected) => {
    const tenant = await newTenant()
    expect(validationErrors(await tenant.post('/v1/api-keys', body))).toEqual(expected)
    expect((await tenant.get('/v1/api-keys')).body.total).toBe(1)
  })

  test('returns 404 for a missing customer and creates nothing', async () => {
    const tenant = await newTenant()
    const response = await tenant.post('/v1/api-keys', { role: 'customer', customer_id: absentId() })
    expect(response).toMatchObject({
      status: 404,
      body: { code: 'not_found', detail: expect.stringContaining('customer') },
    })
    expect((await tenant.get('/v1/api-keys')).body.total).toBe(1)
  })
})

describe('a key without every scope', () => {
  test('can grant all or some of its own scopes', async () => {
    const tenant = await newTenant()
    const limited = tenant.as((await tenant.key({ scopes: ['api-keys:write', 'rules:read'] })).key)
    for (const scopes of [['rules:read'], ['api-keys:write'], ['rules:read', 'api-keys:write']])
      expect(await limited.post('/v1/api-keys', { scopes })).toMatchObject({ status: 201, body: { scopes } })
  })

  test.each([
    [{}, '*'],
    [{ scopes: ['*'] }, '*'],
    [{ scopes: ['rules:write'] }, 'rules:write'],
    [{ scopes: ['rules:read', 'rules:write', 'customers:read'] }, 'rules:write, customers:read'],
  ])('cannot grant %j; the error names the missing %s', async (body, missing) => {
    const tenant = await newTenant()
    const limited = tenant.as((await tenant.key({ scopes: ['api-keys:write', 'rules:read'] })).key)
    const response = await limited.post('/v1/api-keys', body)
    expect(response).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } })
    expect(response.body.detail.endsWith(`lacks ${missing}.`)).toBe(true)
    expect((await tenant.get('/v1/api-keys')).body.total).toBe(2)
  })

  test('cannot grant `*` even if it has every named scope, because `*` also covers future scopes', async () => {
    const tenant = await newTenant()
    const everyNamedScope = tenant.as((await tenant.key({ scopes: SCOPES.slice(1) })).key)
    expect((await everyNamedScope.post('/v1/api-keys', { scopes: ['*'] })).status).toBe(403)
  })

  test('grants scopes from its database row, even if a cached entry has more', async () => {
    const tenant = await newTenant()
    await tenant.get('/v1/customers')
    await operator(`update api_keys set scopes = '{api-keys:write}' where id = $1`, [tenant.keys.live.id])
    expect((await tenant.post('/v1/api-keys', {})).status).toBe(403)
  })
})

describe('a test key', () => {
  test('creates test keys for the sandbox; live and test keys are listed separately', async () => {
    const tenant = await newTenant()
    const sandbox = tenant.as(tenant.keys.test.key)
    const { body } = await sandbox.post('/v1/api-keys', {})
    expect(body).toMatchObject({ mode: 'test', key: expect.stringMatching(/^hc_test_/) })
    const customer = (await tenant.as(body.key).post('/v1/customers', {})).body
    expect((await sandbox.get(`/v1/customers/${customer.id}`)).status).toBe(200)

    const ids = async (side: typeof sandbox) =>
      (await side.get('/v1/api-keys')).body.api_keys.map(({ id, mode }: { id: string; mode: string }) => [id, mode])
    expect(await ids(sandbox)).toEqual([
      [body.id, 'test'],
      [tenant.keys.test.id, 'test'],
    ])
    expect(await ids(tenant)).toEqual([[tenant.keys.live.id, 'live']])
    expect((await tenant.get(`/v1/api-keys/${body.id}`)).status).toBe(404)
  })
})

test('a key never outlives the key that created it', async () => {
  const tenant = await newTenant()
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
  const creator = tenant.as((await tenant.key({ expiresAt })).key)
  const soon = new Date(Date.now() + 60_000).toISOString()
  const later = new Date(Date.now() + 7_200_000).toISOString()
  for (const [requested, expected] of [
    [undefined, expiresAt],
    [later, expiresAt],
    [soon, soon],
  ] as const) {
    const { body } = await creator.post('/v1/api-keys', { expires_at: requested })
    expect(Date.parse(body.expires_at)).toBe(Date.parse(expected))
  }
})
