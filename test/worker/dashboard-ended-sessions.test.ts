import { describe, expect, test } from 'vitest'
import { generateKey } from '../../src/auth/key.ts'
import { actions } from '../../src/dashboard/actions.ts'
import { pages } from '../../src/dashboard/pages.ts'
import { signIn, submit } from './dashboard.ts'
import { newTenant, send } from './harness.ts'

// What happens to a form if its session has ended or changed meanwhile.

describe('a rejected key', () => {
  test('leaves the mode that is wanted and the page to go to', async () => {
    const tenant = await newTenant()
    const cookie = await signIn(tenant.keys.live.key)
    const at = '/dashboard/sign-in?mode=test&to=%2Fdashboard%2Frules'
    const { body: page } = await send('GET', at, { headers: { Cookie: cookie } })
    expect(page).toContain('<input type="hidden" name="wanted" value="test"/>')
    const fields = { key: generateKey('test'), wanted: 'test', to: '/dashboard/rules' }
    const { status, body } = await submit('/dashboard/sign-in', fields, { headers: { Cookie: cookie } })
    expect(status).toBe(401)
    expect(body).toContain('Sign in to test mode')
    expect(body).toContain('<input type="hidden" name="to" value="/dashboard/rules"/>')
  })
})

describe('a form', () => {
  test('of one tenant changes nothing after another tenant has signed in', async () => {
    const [one, other] = [await newTenant(), await newTenant()]
    const cookie = await signIn(one.keys.live.key)
    const { body: page } = await send('GET', '/dashboard/customers/new', { headers: { Cookie: cookie } })
    const tenant = /name="tenant" value="([^"]+)"/.exec(page)?.[1] ?? ''
    expect(tenant).toBe(one.id)
    const post = async (sentWith: string) =>
      submit('/dashboard/customers', { mode: 'live', tenant, company_name: 'Steve' }, { headers: { Cookie: sentWith } })
    const rejected = await post(await signIn(other.keys.live.key, cookie))
    expect(rejected.status).toBe(409)
    expect(rejected.body).toContain('opened for another company')
    expect(rejected.body).toContain('Steve')
    expect((await other.get('/v1/customers')).body.total).toBe(0)
    expect((await post(cookie)).status).toBe(303)
  })

  test('sent after its session has ended says that nothing was saved, and leads back to its page', async () => {
    const from = (page: string) => ({ headers: { Referer: page } })
    const expected = '/dashboard/sign-in?unsaved=1&to=%2Fdashboard%2Frules%2Fnew'
    const { headers } = await submit('/dashboard/rules', {}, from('https://api.example/dashboard/rules/new'))
    expect(headers.get('Location')).toBe(expected)
    expect((await send('GET', expected)).body).toContain('Nothing was saved.')
    const others = await submit('/dashboard/rules', {}, from('https://evil.example/dashboard/rules/new?name=x'))
    expect(others.headers.get('Location')).toBe(expected)
    const signOut = await submit('/dashboard/sign-out', {})
    expect(signOut.headers.get('Location')).toBe('/dashboard/sign-in')
  })

  test('leads back to its page, even if it was rejected before', async () => {
    const leadsTo = async (path: string, page = path) => {
      const { headers } = await submit(path, {}, { headers: { Referer: `https://api.example${page}` } })
      return new URLSearchParams(headers.get('Location')?.split('?')[1]).get('to')
    }
    expect(await leadsTo('/dashboard/rules', '/dashboard/rules/new?suppress=true')).toBe(
      '/dashboard/rules/new?suppress=true',
    )
    expect(await leadsTo('/dashboard/customers/x', '/dashboard/customers/x?edit=profile')).toBe(
      '/dashboard/customers/x?edit=profile',
    )
    const isPage = pages.map(({ path }) => new RegExp(`^${path.replaceAll(/\{.+?\}|:\w+/g, '[^/]+')}$`))
    for (const { path } of actions.filter((one) => !/sign|mode/.test(one.path))) {
      const to = (await leadsTo(path.replaceAll(/:\w+/g, 'x'))) ?? ''
      expect(isPage.some((page) => page.test(to)) && to, path).toBe(to)
    }
    // Another form of the page was rejected before.
    expect(await leadsTo('/dashboard/rules/x', '/dashboard/rules/x/delete')).toBe('/dashboard/rules/x')
    expect(await leadsTo('/dashboard/rules')).toBe('/dashboard/rules/new')
    expect(await leadsTo('/dashboard/rules/x', '/dashboard/rules/x/delete')).toBe('/dashboard/rules/x')
    expect(await leadsTo('/dashboard/customers/archive', '/dashboard/customers?page=2')).toBe(
      '/dashboard/customers?page=2',
    )
  })

  test('sent with a key that was revoked says that nothing was saved', async () => {
    const tenant = await newTenant()
    const second = await tenant.key({})
    const headers = { Cookie: await signIn(second.key), Referer: 'https://api.example/dashboard/customers/new' }
    await tenant.delete(`/v1/api-keys/${second.id}`)
    const response = await submit('/dashboard/customers', { company_name: 'Steve' }, { headers })
    const expected = '/dashboard/sign-in?ended=1&unsaved=1&to=%2Fdashboard%2Fcustomers%2Fnew'
    expect(response.headers.get('Location')).toBe(expected)
  })
})
