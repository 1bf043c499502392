import { describe, expect, test } from 'vitest'
import { hashKey } from '../../src/auth/key.ts'
import { absentId, bindings, newTenant, operator, validationErrors } from './harness.ts'

const unrevokedKeys = (tenant: { id: string }) =>
  operator('select id from api_keys where tenant_id = $1 and revoked_at is null', [tenant.id])

describe('DELETE /v1/api-keys/{key_id}', () => {
  test('returns 204 without a body, also when repeated, and rejects the key from its very next request', async () => {
    const tenant = await newTenant()
    const { id, key } = await tenant.key()
    expect((await tenant.as(key).get('/v1/customers')).status).toBe(200)
    for (let time = 0; time < 2; time++)
      expect(await tenant.delete(`/v1/api-keys/${id}`)).toMatchObject({ status: 204, body: '' })
    expect((await tenant.as(key).get('/v1/customers')).status).toBe(401)
    expect((await tenant.get(`/v1/api-keys/${id}`)).body).toMatchObject({ id, state: 'revoked' })
  })

  test('leaves revoked_at unchanged when repeated', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.key()
    await tenant.delete(`/v1/api-keys/${id}`)
    const { revoked_at } = (await tenant.get(`/v1/api-keys/${id}`)).body
    expect(revoked_at).toMatch(/Z$/)
    await tenant.delete(`/v1/api-keys/${id}`)
    expect((await tenant.get(`/v1/api-keys/${id}`)).body.revoked_at).toBe(revoked_at)
  })

  test('removes the key from the cache', async () => {
    const tenant = await newTenant()
    const { id, key } = await tenant.key()
    await tenant.as(key).get('/v1/customers')
    const entry = `key:${await hashKey(key)}`
    expect(await bindings.KEYS.get(entry)).not.toBeNull()
    await tenant.delete(`/v1/api-keys/${id}`)
    expect(await bindings.KEYS.get(entry)).toBeNull()
  })

  test('lets a key revoke itself while another key can manage keys', async () => {
    const tenant = await newTenant()
    const { id, key } = await tenant.key({ scopes: ['api-keys:write'] })
    expect((await tenant.as(key).delete(`/v1/api-keys/${id}`)).status).toBe(204)
    expect((await tenant.as(key).delete(`/v1/api-keys/${id}`)).status).toBe(401)
  })

  test.each([
    [['api-keys:write'], ['*'], '*'],
    [['api-keys:write', 'customers:read'], ['customers:read', 'customers:write', 'rules:read'], 'customers:write'],
    [['api-keys:write', 'customers:write'], ['customers:read'], 'customers:read'],
  ])('does not let a key with %j revoke a key with %j, and names %s', async (own, scopes, missing) => {
    const tenant = await newTenant()
    const { key } = await tenant.key({ scopes: own })
    const { id } = await tenant.key({ scopes })
    for (const query of ['', '?force=true']) {
      const response = await tenant.as(key).delete(`/v1/api-keys/${id}${query}`)
      expect(response).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } })
      expect(response.body.detail).toContain(`lacks ${missing}`)
    }
    expect((await tenant.get(`/v1/api-keys/${id}`)).body.state).toBe('active')
  })

  test('names every missing scope', async () => {
    const tenant = await newTenant()
    const { key } = await tenant.key({ scopes: ['api-keys:write'] })
    const { id } = await tenant.key({ scopes: ['rules:read', 'rules:write'] })
    const { body } = await tenant.as(key).delete(`/v1/api-keys/${id}`)
    expect(body.detail).toBe(
      'A key can revoke only keys whose scopes it holds. This key lacks rules:read, rules:write.',
    )
  })

  test('lets a key with * or with the same scopes revoke another', async () => {
    const tenant = await newTenant()
    const scopes = ['api-keys:write', 'rules:read']
    const [one, two, three] = [await tenant.key({ scopes }), await tenant.key({ scopes }), await tenant.key({ scopes })]
    expect((await tenant.as(one.key).delete(`/v1/api-keys/${two.id}`)).status).toBe(204)
    expect((await tenant.delete(`/v1/api-keys/${three.id}`)).status).toBe(204)
  })

  test('returns 404 for a missing key and 422 for invalid parameters', async () => {
    const tenant = await newTenant()
    expect(await tenant.delete(`/v1/api-keys/${absentId()}`)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    })
    expect(await tenant.delete(`/v1/api-keys/${absentId()}?force=true`)).toMatchObject({ status: 404 })
    expect(validationErrors(await tenant.delete('/v1/api-keys/me?force=yes&now=true'))).toEqual([
      'path.key_id uuid_parsing',
      'query.force bool_parsing',
      'query.now extra_forbidden',
    ])
    for (const force of ['', '1', 'TRUE', 'null'])
      expect(validationErrors(await tenant.delete(`/v1/api-keys/${absentId()}?force=${force}`))).toEqual([
        'query.force bool_parsing',
      ])
  })
})

describe('the last active admin key that can manage keys', () => {
  test('can be revoked only with force=true', async () => {
    const tenant = await newTenant()
    const own = `/v1/api-keys/${tenant.keys.live.id}`
    for (const query of ['', '?force=false']) {
      const response = await tenant.delete(own + query)
      expect(response).toMatchObject({
        status: 409,
        body: { code: 'conflict', detail: expect.stringContaining('force') },
      })
    }
    expect((await tenant.get(own)).body.state).toBe('active')
    expect((await tenant.delete(`${own}?force=true`)).status).toBe(204)
    expect((await tenant.get(own)).status).toBe(401)
  })

  test.each([
    ['with other scopes', { scopes: ['customers:write', 'api-keys:read'] }, ''],
    ['that has expired', {}, 'expires_at = now()'],
    ['that is revoked', {}, 'revoked_at = now()'],
    ['in the grace period after a rotation', {}, `replaced_by = id, expires_at = now() + interval '1 h'`],
    ['of the sandbox', { mode: 'test' as const }, ''],
  ])('stays protected if there is another key %s', async (_, options, change) => {
    const tenant = await newTenant()
    const { id } = await tenant.key(options)
    if (change) await operator(`update api_keys set ${change} where id = $1`, [id])
    expect((await tenant.delete(`/v1/api-keys/${tenant.keys.live.id}`)).status).toBe(409)
  })

  test('stays protected if there is a customer-bound key with every scope', async () => {
    const tenant = await newTenant()
    await tenant.boundKey((await tenant.customer()).id)
    expect((await tenant.delete(`/v1/api-keys/${tenant.keys.live.id}`)).status).toBe(409)
  })

  test.each([[['*']], [['api-keys:write']]])('can be revoked if another key has the scopes %j', async (scopes) => {
    const tenant = await newTenant()
    await tenant.key({ scopes })
    expect((await tenant.delete(`/v1/api-keys/${tenant.keys.live.id}`)).status).toBe(204)
  })

  test('does not protect keys that cannot manage keys', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.key({ scopes: ['customers:read'] })
    expect((await tenant.delete(`/v1/api-keys/${id}`)).status).toBe(204)
  })

  test('remains if two keys revoke each other or many keys revoke themselves concurrently', async () => {
    for (let round = 0; round < 5; round++) {
      const tenant = await newTenant()
      const [one, two] = [await tenant.key(), await tenant.key()]
      await tenant.as(one.key).delete(`/v1/api-keys/${tenant.keys.live.id}`)
      await tenant.as(two.key).get('/v1/api-keys')
      const crossed = await Promise.all([
        tenant.as(one.key).delete(`/v1/api-keys/${two.id}`),
        tenant.as(two.key).delete(`/v1/api-keys/${one.id}`),
      ])
      expect(crossed.filter(({ status }) => status === 204)).toHaveLength(1)
      expect(await unrevokedKeys(tenant)).toHaveLength(1)
    }
    const tenant = await newTenant()
    const keys = await Promise.all(Array.from({ length: 5 }, () => tenant.key()))
    await Promise.all(keys.map(({ key }) => tenant.as(key).get('/v1/api-keys')))
    const all = [...keys, { id: tenant.keys.live.id, key: tenant.keys.live.key }]
    const responses = await Promise.all(all.map(({ id, key }) => tenant.as(key).delete(`/v1/api-keys/${id}`)))
    expect(responses.map(({ status }) => status).sort()).toEqual([204, 204, 204, 204, 204, 409])
    expect(await unrevokedKeys(tenant)).toHaveLength(1)
  })
})
