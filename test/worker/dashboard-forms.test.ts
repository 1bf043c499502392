import { describe, expect, test } from 'vitest'
import { FORM_ROUTES, PAGE_ROUTES } from '../node/sources/routes.ts'
import { startFaultyEndpoint } from '../setup/faults.ts'
import { visitorOf } from './dashboard.ts'
import { absentId, bindings, newTenant, send } from './harness.ts'

const paths = (routes: readonly string[]) => routes.map((route) => route.replaceAll(/:\w+/g, absentId()))
const pages = paths(PAGE_ROUTES.map((route) => route.split(' ')[1] ?? ''))

describe('a form', () => {
  test.each(paths(FORM_ROUTES))(
    '%s is rejected if another site sent it, or if its origin is not known',
    async (path) => {
      const { post } = await visitorOf(await newTenant())
      const from = (headers: Record<string, string>) => post(path, {}, { headers })
      expect((await from({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
      expect((await from({ 'Sec-Fetch-Site': 'same-site', Origin: 'https://api.example' })).status).toBe(403)
      expect((await from({ 'Sec-Fetch-Site': 'none' })).status).toBe(403)
    },
  )

  test('is accepted by its origin from a browser that does not send Sec-Fetch-Site', async () => {
    const { cookie } = await visitorOf(await newTenant())
    const from = (headers: Record<string, string>) =>
      send('POST', '/dashboard/sign-out', {
        body: '',
        headers: { Cookie: cookie, 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      })
    expect((await from({ Origin: 'https://api.example' })).status).toBe(303)
    expect((await from({ Origin: 'https://evil.example' })).status).toBe(403)
    expect((await from({ Origin: 'null' })).status).toBe(403)
    expect((await from({})).status).toBe(403)
  })

  test('changes something only if the key has the scope', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ company_name: 'Steve' })
    const reader = { ...tenant, keys: { ...tenant.keys, live: await tenant.key({ scopes: ['customers:read'] }) } }
    const { post } = await visitorOf(reader as never)
    await post(`/dashboard/customers/${id}/archive`, {})
    await post(`/dashboard/customers/${id}`, { was: '{}', company_name: 'Pete' })
    expect((await tenant.get(`/v1/customers/${id}`)).body).toMatchObject({ company_name: 'Steve', archived_at: null })
  })

  test('does nothing to another tenant’s customer', async () => {
    const other = await newTenant()
    const { id } = await other.customer({ company_name: 'Steve' })
    const { post, get } = await visitorOf(await newTenant())
    expect((await post(`/dashboard/customers/${id}/archive`, {})).status).toBe(404)
    expect((await get(`/dashboard/customers/${id}`)).status).toBe(404)
    expect((await other.get(`/v1/customers/${id}`)).body.archived_at).toBeNull()
  })

  test('sent twice has one effect', async () => {
    const tenant = await newTenant()
    const { post } = await visitorOf(tenant)
    const fields = { mode: 'live', idempotency_key: crypto.randomUUID(), company_name: 'Steve' }
    const [first, second] = [await post('/dashboard/customers', fields), await post('/dashboard/customers', fields)]
    expect(second.headers.get('Location')).toBe(first.headers.get('Location'))
    expect((await tenant.get('/v1/customers')).body.total).toBe(1)
  })

  test('is recorded with the key of the session, and with the id of its request', async () => {
    const tenant = await newTenant()
    const { post } = await visitorOf(tenant)
    await post('/dashboard/customers', { company_name: 'Steve' }, { headers: { 'X-Request-Id': 'from-the-form' } })
    const { audit_log } = (await tenant.get('/v1/audit-log?resource_type=customer')).body
    expect(audit_log).toMatchObject([
      { operation: 'createCustomer', actor_key_id: tenant.keys.live.id, request_id: 'from-the-form' },
    ])
  })
})

describe('a page', () => {
  test.each(pages)('%s has the headers of a page and must not be stored', async (path) => {
    const { get } = await visitorOf(await newTenant())
    const { headers, body } = await get(path)
    const policy = headers.get('Content-Security-Policy') ?? ''
    // A download has no script.
    const isFile = headers.get('Content-Disposition')?.startsWith('attachment') ?? false
    const withNonce = isFile
      ? /'nonce-([\w-]+)'/.exec(policy)
      : /<script src="[^"]+" defer="" nonce="([\w-]+)">/.exec(body)
    const nonce = withNonce?.[1]
    expect(policy).toBe(
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src 'self'; ` +
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    expect(headers.get('Cache-Control')).toBe('no-store')
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Referrer-Policy')).toBe('same-origin')
    expect(headers.get('X-Request-Id')).toMatch(/./)
  })

  test.each(pages)('%s needs one round trip to the database', async (path) => {
    const { get } = await visitorOf(await newTenant())
    const endpoint = await startFaultyEndpoint()
    const env = { ...bindings, DATABASE_ENDPOINT: endpoint.url }
    // The first request also looks up the key and checks the login role.
    await get(path, { env })
    const { requests } = await endpoint.counts()
    await get(path, { env })
    expect((await endpoint.counts()).requests - requests).toBe(1)
  })

  test('of an earlier version gets 404 for its assets', async () => {
    const { get } = await visitorOf(await newTenant())
    expect(await get('/dashboard/assets/0123456789abcdef.css')).toMatchObject({ status: 404, body: '' })
  })

  test('shows stored text as text', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ company_name: '<script>alert(1)</script>', metadata: { '"><img>': '<b>' } })
    const { get } = await visitorOf(tenant)
    for (const path of ['/dashboard/customers', `/dashboard/customers/${id}?edit=profile`]) {
      const { body } = await get(path)
      expect(body).toContain('&lt;script&gt;alert(1)')
      expect(body).not.toMatch(/<script>|<img>|<b>/)
    }
  })
})
