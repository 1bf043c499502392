import { describe, expect, test } from 'vitest'
import { createKey } from '../../src/admin/keys.ts'
import { suspendTenant } from '../../src/admin/tenants.ts'
import { absentId, newTenant, operator, validationErrors } from './harness.ts'

describe('GET /v1/api-keys/me', () => {
  test('returns the tenant, mode, role, scopes and expiry of an admin key', async () => {
    const tenant = await newTenant()
    const created = await tenant.key({ name: 'mine', scopes: ['rules:read'], expiresAt: '2999-01-31T12:00:00.000001Z' })
    const { status, body } = await tenant.as(created.key).get('/v1/api-keys/me')
    expect(status).toBe(200)
    expect(body).toEqual({
      tenant: { id: tenant.id, slug: tenant.slug, name: 'A tenant', sandbox_of: null },
      id: created.id,
      name: 'mine',
      prefix: created.key.slice(0, 12),
      last_four: created.key.slice(-4),
      mode: 'live',
      role: 'admin',
      customer_id: null,
      scopes: ['rules:read'],
      rate_limit: 'highest',
      state: 'active',
      expires_at: '2999-01-31T12:00:00.000001Z',
      revoked_at: null,
      last_used_at: expect.stringMatching(/Z$/),
      replaced_by: null,
      created_at: created.created_at,
    })
  })

  test('counts as a use of the key', async () => {
    const tenant = await newTenant()
    const { keys } = tenant
    await operator(`update api_keys set last_used_at = '2026-01-01' where id = $1`, [keys.live.id])
    const before = Date.now()
    const { body } = await tenant.get('/v1/api-keys/me')
    expect(Date.parse(body.last_used_at)).toBeGreaterThan(before - 60_000)
  })

  test('returns test mode and the sandbox, a tenant without a slug, for a test key', async () => {
    const tenant = await newTenant()
    const { body } = await tenant.as(tenant.keys.test.key).get('/v1/api-keys/me')
    expect(body).toMatchObject({
      mode: 'test',
      id: tenant.keys.test.id,
      tenant: { id: tenant.sandboxId, slug: null, name: 'A tenant', sandbox_of: tenant.id },
    })
  })

  test('returns the customer of a customer-bound key, which may call no other key operation', async () => {
    const tenant = await newTenant()
    const { id: customerId } = await tenant.customer()
    const options = { slug: tenant.slug, mode: 'live', role: 'customer', customerId, scopes: ['*'] } as const
    const own = await createKey(operator, options)
    const bound = tenant.as(own.key)
    expect(await bound.get('/v1/api-keys/me')).toMatchObject({
      status: 200,
      body: { id: own.id, role: 'customer', customer_id: customerId, tenant: { id: tenant.id } },
    })
    const responses = [
      await bound.get('/v1/api-keys'),
      await bound.get(`/v1/api-keys/${own.id}`),
      await bound.post('/v1/api-keys', { role: 'customer', customer_id: customerId }),
      await bound.post(`/v1/api-keys/${own.id}/rotate`, {}),
      await bound.delete(`/v1/api-keys/${own.id}`),
      await bound.get('/v1/audit-log'),
    ]
    for (const response of responses) expect(response).toMatchObject({ status: 403, body: { code: 'admin_required' } })
  })

  test('rejects a revoked key and a key of a suspended tenant', async () => {
    const tenant = await newTenant()
    await tenant.get('/v1/api-keys/me')
    await suspendTenant(operator, tenant.slug)
    expect(await tenant.get('/v1/api-keys/me')).toMatchObject({ status: 403, body: { code: 'tenant_suspended' } })
    await operator('update api_keys set revoked_at = now() where id = $1', [tenant.keys.live.id])
    expect((await tenant.get('/v1/api-keys/me')).status).toBe(401)
  })

  test('rejects query parameters', async () => {
    const tenant = await newTenant()
    expect(validationErrors(await tenant.get('/v1/api-keys/me?id=1'))).toEqual(['query.id extra_forbidden'])
  })
})

describe('GET /v1/api-keys/{key_id}', () => {
  test('returns the same fields as the list', async () => {
    const tenant = await newTenant()
    await tenant.get('/v1/api-keys')
    const { body } = await tenant.get(`/v1/api-keys/${tenant.keys.live.id}`)
    expect(body).toEqual((await tenant.get('/v1/api-keys')).body.api_keys[0])
  })

  test('returns 404 for a missing key and 422 for an invalid id', async () => {
    const tenant = await newTenant()
    expect(await tenant.get(`/v1/api-keys/${absentId()}`)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(validationErrors(await tenant.get('/v1/api-keys/mine'))).toEqual(['path.key_id uuid_parsing'])
  })
})
