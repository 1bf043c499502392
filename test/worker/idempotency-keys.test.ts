import { describe, expect, test } from 'vitest'
import { newTenant, operator } from './harness.ts'

// Who may repeat a request, and what only the first caller may read again.

const again = { headers: { 'Idempotency-Key': 'a-key' } }

test('a rotated API key can repeat a request', async () => {
  const tenant = await newTenant()
  const first = await tenant.post('/v1/customers', {}, again)
  const { body } = await tenant.post(`/v1/api-keys/${tenant.keys.live.id}/rotate`, { grace_seconds: 60 })
  expect((await tenant.as(body.key).post('/v1/customers', {}, again)).body).toEqual(first.body)
})

test('an API key without the scope cannot read the response of another', async () => {
  const tenant = await newTenant()
  await tenant.post('/v1/customers', {}, again)
  const { key } = await tenant.key({ scopes: ['rules:write'] })
  expect((await tenant.as(key).post('/v1/customers', {}, again)).status).toBe(403)
})

test('a rejection is returned again even if the request would succeed now', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer({ email: 'steve@plumbing.example' })
  const first = await tenant.post('/v1/customers', { email: 'steve@plumbing.example' }, again)
  expect(first).toMatchObject({ status: 409, body: { code: 'email_taken' } })
  await tenant.delete(`/v1/customers/${id}`)
  expect((await tenant.post('/v1/customers', { email: 'steve@plumbing.example' }, again)).body).toEqual(first.body)
})

test('a rejection of the request itself stores nothing', async () => {
  const tenant = await newTenant()
  expect((await tenant.post('/v1/customers', { email: 'none' }, again)).status).toBe(422)
  expect(await operator('select 1 from idempotency_keys where tenant_id = $1', [tenant.id])).toEqual([])
  expect((await tenant.post('/v1/customers', {}, again)).status).toBe(201)
})

describe('the text of a new API key', () => {
  test('is returned again to the caller, and is not stored', async () => {
    const tenant = await newTenant()
    const first = await tenant.post('/v1/api-keys', { name: 'a key' }, again)
    expect((await tenant.post('/v1/api-keys', { name: 'a key' }, again)).body).toEqual(first.body)
    expect((await tenant.as(first.body.key).get('/v1/api-keys/me')).status).toBe(200)
    const [stored] = await operator('select to_jsonb(s)::text as text from idempotency_keys s where tenant_id = $1', [
      tenant.id,
    ])
    expect(stored?.text).toContain(first.body.id)
    expect(stored?.text).not.toContain(first.body.key)
  })

  test('is not returned to another API key, which is told why', async () => {
    const tenant = await newTenant()
    await tenant.post('/v1/api-keys', { name: 'a key' }, again)
    const { key } = await tenant.key()
    const response = await tenant.as(key).post('/v1/api-keys', { name: 'a key' }, again)
    expect(response).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect(response.body.detail).toContain('another API key')
    expect(await operator('select 1 from api_keys where tenant_id = $1', [tenant.id])).toHaveLength(3)
  })
})

describe('a request that ended its own API key', () => {
  test.each([0, 1])('can be repeated with it: a rotation with a grace period of %i s', async (grace_seconds) => {
    const tenant = await newTenant()
    const rotate = () => tenant.post(`/v1/api-keys/${tenant.keys.live.id}/rotate`, { grace_seconds }, again)
    const first = await rotate()
    await operator(`update api_keys set expires_at = least(expires_at, now()) where id = $1`, [tenant.keys.live.id])
    const second = await rotate()
    expect(second).toMatchObject({ status: 201, body: first.body })
    expect((await tenant.as(second.body.key).get('/v1/customers')).status).toBe(200)
    expect((await tenant.get('/v1/customers')).status).toBe(401)
    expect((await tenant.post('/v1/customers', {}, again)).status).toBe(401)
  })

  test('can be repeated with it: a revocation of itself', async () => {
    const tenant = await newTenant()
    const revoke = () => tenant.delete(`/v1/api-keys/${tenant.keys.live.id}?force=true`, again)
    expect((await revoke()).status).toBe(204)
    expect((await revoke()).status).toBe(204)
    expect((await tenant.get('/v1/customers')).status).toBe(401)
  })

  test('cannot be repeated after another request revoked the key', async () => {
    const tenant = await newTenant()
    const create = () => tenant.post('/v1/customers', {}, again)
    expect((await create()).status).toBe(201)
    const rotate = () => tenant.post(`/v1/api-keys/${tenant.keys.live.id}/rotate`, { grace_seconds: 0 }, again)
    const { body } = await rotate()
    await tenant.as(body.key).delete(`/v1/api-keys/${tenant.keys.live.id}`)
    expect((await rotate()).status).toBe(401)
    expect((await create()).status).toBe(401)
  })
})
