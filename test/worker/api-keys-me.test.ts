import { describe, expect, test } from 'vitest'
import { createKey } from '../../src/admin/keys.ts'
import { suspendTenant } from '../../src/admin/tenants.ts'
import { absentId, faults, newTenant, operator } from './harness.ts'

describe('who am I', () => {
  test('tells an admin key its tenant, mode, role, scopes and expiry', async () => {
    const tenant = await newTenant()
    const made = await tenant.key({ name: 'mine', scopes: ['rules:read'], expiresAt: '2999-01-31T12:00:00.000001Z' })
    const { status, body } = await tenant.as(made.key).get('/v1/api-keys/me')
    expect(status).toBe(200)
    expect(body).toEqual({
      tenant: { id: tenant.id, slug: tenant.slug, name: 'A tenant' },
      id: made.id,
      name: 'mine',
      prefix: made.key.slice(0, 12),
      last_four: made.key.slice(-4),
      mode: 'live',
      role: 'admin',
      customer_id: null,
      scopes: ['rules:read'],
      state: 'active',
      expires_at: '2999-01-31T12:00:00.000001Z',
      revoked_at: null,
      last_used_at: expect.stringMatching(/Z$/),
      replaced_by: null,
      created_at: made.created_at,
    })
  })

  test('tells a test key that it is one; the sandbox is a tenant of its own, without a slug', async () => {
    const tenant = await newTenant()
    const { body } = await tenant.as(tenant.keys.test.key).get('/v1/api-keys/me')
    expect(body).toMatchObject({
      mode: 'test',
      id: tenant.keys.test.id,
      tenant: { id: tenant.sandboxId, slug: null, name: 'A tenant' },
    })
  })

  test('tells a customer-bound key its customer, and is the one operation on keys that it may call', async () => {
    const tenant = await newTenant()
    const { id: customerId } = await tenant.customer()
    const options = { slug: tenant.slug, mode: 'live', role: 'customer', customerId, scopes: ['*'] } as const
    const own = await createKey(operator, options)
    const bound = tenant.as(own.key)
    expect(await bound.get('/v1/api-keys/me')).toMatchObject({
      status: 200,
      body: { id: own.id, role: 'customer', customer_id: customerId, tenant: { id: tenant.id } },
    })
    const refused = [
      await bound.get('/v1/api-keys'),
      await bound.get(`/v1/api-keys/${own.id}`),
      await bound.post('/v1/api-keys', { role: 'customer', customer_id: customerId }),
      await bound.post(`/v1/api-keys/${own.id}/rotate`, {}),
      await bound.delete(`/v1/api-keys/${own.id}`),
      await bound.get('/v1/audit-log'),
    ]
    for (const answer of refused) expect(answer).toMatchObject({ status: 403, body: { code: 'admin_required' } })
  })

  test('tells nothing to a key that died or whose tenant is suspended', async () => {
    const tenant = await newTenant()
    await tenant.get('/v1/api-keys/me')
    await suspendTenant(operator, tenant.slug)
    expect(await tenant.get('/v1/api-keys/me')).toMatchObject({ status: 403, body: { code: 'tenant_suspended' } })
    await operator('update api_keys set revoked_at = now() where id = $1', [tenant.keys.live.id])
    expect((await tenant.get('/v1/api-keys/me')).status).toBe(401)
  })

  test('takes no parameters', async () => {
    const tenant = await newTenant()
    expect(faults(await tenant.get('/v1/api-keys/me?id=1'))).toEqual(['query.id extra_forbidden'])
  })
})

describe('one key', () => {
  test('is shown as the list shows it', async () => {
    const tenant = await newTenant()
    const { body } = await tenant.get(`/v1/api-keys/${tenant.keys.live.id}`)
    expect(body).toEqual((await tenant.get('/v1/api-keys')).body.api_keys[0])
  })

  test('that is not there is 404, and what is no id is 422', async () => {
    const tenant = await newTenant()
    expect(await tenant.get(`/v1/api-keys/${absentId()}`)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(faults(await tenant.get('/v1/api-keys/mine'))).toEqual(['path.key_id uuid_parsing'])
  })
})
