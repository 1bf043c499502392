import { describe, expect, test, vi } from 'vitest'
import { generateKey } from '../../src/auth/key.ts'
import { cookieOf, signIn, submit, visitorOf } from './dashboard.ts'
import { newTenant, send } from './harness.ts'

const MINUTE = 60_000

describe('signing in', () => {
  test('sets a cookie that only the host of the service receives, and no script can read', async () => {
    const { keys } = await newTenant()
    const response = await submit('/dashboard/sign-in', { key: keys.live.key, to: '/dashboard/customers?page=2' })
    expect(response.status).toBe(303)
    expect(response.headers.get('Location')).toBe('/dashboard/customers?page=2')
    expect(response.headers.get('Set-Cookie')).toMatch(
      /^__Host-dashboard=[\w-]{300,2000}; Path=\/; Max-Age=1800; HttpOnly; SameSite=Strict; Secure$/,
    )
  })

  test('is rejected with a key that is unknown, revoked or bound to a customer', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({})
    const revoked = await tenant.key({})
    await tenant.delete(`/v1/api-keys/${revoked.id}`)
    const keys = ['', 'secret', generateKey('live'), revoked.key, await tenant.boundKey(id)]
    for (const key of keys) {
      const response = await submit('/dashboard/sign-in', { key })
      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(response.headers.get('Set-Cookie')).toBeNull()
    }
  })

  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/v1/customers',
    '/dashboard\n/x',
    'javascript:1',
  ])('never leads to %j', async (to) => {
    const { keys } = await newTenant()
    const response = await submit('/dashboard/sign-in', { key: keys.live.key, to })
    expect(response.headers.get('Location')).toBe('/dashboard')
  })

  test('starts a new session each time', async () => {
    const { keys } = await newTenant()
    expect(await signIn(keys.live.key)).not.toBe(await signIn(keys.live.key))
  })
})

describe('a session', () => {
  test('is required for every page', async () => {
    const response = await send('GET', '/dashboard/customers?search=x')
    expect(response.status).toBe(303)
    expect(response.headers.get('Location')).toBe('/dashboard/sign-in?to=%2Fdashboard%2Fcustomers%3Fsearch%3Dx')
  })

  test('is reloaded once after a link from another site, which does not send the cookie', async () => {
    const response = await send('GET', '/dashboard/customers', { headers: { 'Sec-Fetch-Site': 'cross-site' } })
    expect(response.status).toBe(200)
    expect(response.body).toContain('http-equiv="refresh"')
  })

  test('gives no access to the API: only a key does', async () => {
    const { get } = await visitorOf(await newTenant())
    expect((await get('/dashboard/customers')).status).toBe(200)
    expect((await get('/v1/customers')).status).toBe(401)
  })

  test('is not accepted if it was changed, or encrypted for another purpose', async () => {
    const tenant = await newTenant()
    for (let number = 0; number < 3; number++) await tenant.customer({})
    const { cookie } = await visitorOf(tenant)
    const { next_cursor } = (await tenant.get('/v1/customers?per_page=1')).body
    for (const value of [`${cookie.slice(0, -2)}AA`, `__Host-dashboard=${next_cursor}`, '__Host-dashboard=']) {
      expect((await send('GET', '/dashboard/customers', { headers: { Cookie: value } })).status).toBe(303)
    }
  })

  test('ends 30 minutes after its last request, and 12 hours after sign-in', async () => {
    const { cookie: first, get } = await visitorOf(await newTenant())
    const start = Date.now()
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      vi.setSystemTime(start + 29 * MINUTE)
      const renewed = await get('/dashboard/customers')
      expect(renewed.status).toBe(200)
      vi.setSystemTime(start + 31 * MINUTE)
      expect((await get('/dashboard/customers')).status).toBe(303)
      let cookie = cookieOf(renewed)
      expect(cookie).not.toBe(first)
      for (let minutes = 58; minutes < 12 * 60; minutes += 29) {
        vi.setSystemTime(start + minutes * MINUTE)
        const response = await send('GET', '/dashboard/sign-in', { headers: { Cookie: cookie } })
        cookie = cookieOf(response) || cookie
      }
      vi.setSystemTime(start + (12 * 60 - 1) * MINUTE)
      expect((await send('GET', '/dashboard/customers', { headers: { Cookie: cookie } })).status).toBe(200)
      vi.setSystemTime(start + (12 * 60 + 1) * MINUTE)
      expect((await send('GET', '/dashboard/customers', { headers: { Cookie: cookie } })).status).toBe(303)
    } finally {
      vi.useRealTimers()
    }
  })

  test('ends at the next request after its key was revoked, wherever the key is cached', async () => {
    const tenant = await newTenant()
    const second = await tenant.key({})
    const cookie = await signIn(second.key)
    const get = () => send('GET', '/dashboard/customers', { headers: { Cookie: cookie } })
    expect((await get()).status).toBe(200)
    await tenant.delete(`/v1/api-keys/${second.id}`)
    const response = await get()
    expect(response.status).toBe(303)
    expect(response.headers.get('Location')).toContain('/dashboard/sign-in?ended=1')
    expect(response.headers.get('Set-Cookie')).toMatch(/^__Host-dashboard=; Path=\/; Max-Age=0; /)
  })

  test('ends by signing out', async () => {
    const { post } = await visitorOf(await newTenant())
    const response = await post('/dashboard/sign-out', {})
    expect(response.headers.get('Set-Cookie')).toMatch(/^__Host-dashboard=; Path=\/; Max-Age=0; /)
  })

  test('has one key of each mode of one tenant, and switches between them', async () => {
    const tenant = await newTenant()
    const cookie = await signIn(tenant.keys.test.key, await signIn(tenant.keys.live.key))
    const shows = async (sent: string) => {
      const { body } = await send('GET', '/dashboard/customers', { headers: { Cookie: sent } })
      return /data-mode="(\w+)"/.exec(body)?.[1]
    }
    expect(await shows(cookie)).toBe('test')
    const switched = await submit('/dashboard/mode', { switch_to: 'live' }, { headers: { Cookie: cookie } })
    expect(await shows(cookieOf(switched))).toBe('live')
    const missing = await submit(
      '/dashboard/mode',
      { switch_to: 'test' },
      {
        headers: { Cookie: await signIn(tenant.keys.live.key) },
      },
    )
    expect(missing.headers.get('Location')).toBe('/dashboard/sign-in?mode=test&to=%2Fdashboard')
  })

  test('does not keep the key of another tenant, even one with the same name', async () => {
    const [one, other] = [await newTenant(), await newTenant()]
    const cookie = await signIn(other.keys.test.key, await signIn(one.keys.live.key))
    const { headers } = await submit('/dashboard/mode', { switch_to: 'live' }, { headers: { Cookie: cookie } })
    expect(headers.get('Location')).toBe('/dashboard/sign-in?mode=live&to=%2Fdashboard')
  })
})
