import { describe, expect, test } from 'vitest'
import { signIn, submit, visitorOf } from './dashboard.ts'
import { newTenant, send } from './harness.ts'

const textIn = (body: string) => /hc_live_\w{40,}/.exec(body)?.[0] ?? ''
const isUsable = async (key: string) => (await send('GET', '/v1/api-keys/me', { key })).status === 200

describe('the API keys', () => {
  test('are listed with state, role, scopes and last use', async () => {
    const tenant = await newTenant()
    await tenant.key({ name: 'Nightly export', scopes: ['customers:read', 'customers:write', 'rules:read'] })
    const { body } = await (await visitorOf(tenant)).get('/dashboard/api-keys')
    expect(body).toContain('Nightly export')
    expect(body).toContain('customers, rules:read')
    expect(body).toContain('this session')
    expect(body).toContain('Active')
  })

  test('a new one is shown once, with a button that copies it, and works', async () => {
    const tenant = await newTenant()
    const { post, get } = await visitorOf(tenant)
    const made = await post('/dashboard/api-keys', { name: 'Booking form', role: 'admin', scopes: 'customers:write' })
    expect(made.status).toBe(201)
    const key = textIn(made.body)
    expect(made.body).toContain(`data-copy="${key}"`)
    expect(await isUsable(key)).toBe(true)
    expect(textIn((await get('/dashboard/api-keys')).body)).toBe('')
  })

  test('one without a scope is not created, and the form keeps what was typed', async () => {
    const { post } = await visitorOf(await newTenant())
    const { status, body } = await post('/dashboard/api-keys', { name: 'Booking form', role: 'admin' })
    expect(status).toBe(422)
    expect(body).toContain('value="Booking form"')
    expect(body).toContain('href="#scopes"')
  })

  test('one is rotated with a grace period, during which both texts work', async () => {
    const tenant = await newTenant()
    const { id, key } = await tenant.key({ name: 'Fleet' })
    const { post, get } = await visitorOf(tenant)
    const made = await post(`/dashboard/api-keys/${id}/rotate`, { grace_seconds: '3600' })
    expect(made.body).toContain('works until')
    expect(await Promise.all([key, textIn(made.body)].map(isUsable))).toEqual([true, true])
    expect((await get(`/dashboard/api-keys/${id}`)).body).toContain('Ending')
  })

  test('rotating the key of the session without a grace period still shows the new text', async () => {
    const tenant = await newTenant()
    const { post } = await visitorOf(tenant)
    const made = await post(`/dashboard/api-keys/${tenant.keys.live.id}/rotate`, { grace_seconds: '0' })
    expect(await isUsable(textIn(made.body))).toBe(true)
    expect(await signIn(textIn(made.body))).not.toBe('')
  })

  test('the page of one names the consequences of revoking it, and then revokes it', async () => {
    const tenant = await newTenant()
    const { id, key } = await tenant.key({ name: 'Old website' })
    const { post, get } = await visitorOf(tenant)
    const { body } = await get(`/dashboard/api-keys/${id}`)
    expect(body).toContain('All further requests with this key will fail')
    expect((await post(`/dashboard/api-keys/${id}/revoke`, {})).headers.get('Location')).toBe('/dashboard/api-keys')
    expect(await isUsable(key)).toBe(false)
    expect((await get(`/dashboard/api-keys/${id}`)).body).toContain('Revoked')
  })

  test('the last one that can manage keys is revoked only after a second confirmation', async () => {
    const tenant = await newTenant()
    const { post, cookie } = await visitorOf(tenant)
    const path = `/dashboard/api-keys/${tenant.keys.live.id}/revoke`
    const asked = await post(path, {})
    expect(asked.status).toBe(409)
    expect(asked.body).toContain('Revoke the last key')
    await submit(path, { force: 'true' }, { headers: { Cookie: cookie } })
    expect(await isUsable(tenant.keys.live.key)).toBe(false)
  })
})
