import { describe, expect, test } from 'vitest'
import { cookieOf, visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'

async function newArchived() {
  const tenant = await newTenant()
  const { id } = await tenant.customer({
    company_name: 'Kiwi Gutters',
    email: 'kiwi@gutters.example',
    metadata: { a: 1 },
  })
  const instance = (await tenant.post('/v1/instances', { customer_id: id, agent_name: 'dispatcher' })).body
  const rule = { trigger_event: 'call.missed', actions: [{ type: 'notify' }], rule_key: 'missed' }
  await tenant.post('/v1/rules', { ...rule, name: 'Default' })
  await tenant.post('/v1/rules', { ...rule, name: 'Own', rule_key: 'own', customer_id: id })
  await tenant.delete(`/v1/customers/${id}`)
  const at = `/dashboard/customers/${id}`
  const stored = async () => (await tenant.get(`/v1/customers/${id}?include_archived=true`)).body
  return { tenant, id, at, instance, stored, ...(await visitorOf(tenant)) }
}

const formsIn = (body: string) =>
  [...body.matchAll(/<form(?=[^>]*method="post")[^>]*action="([^"]+)"/g)]
    .map(([, action = '']) => action)
    .filter((action) => !/(mode|sign-out)$/.test(action))

describe('the page of an archived customer', () => {
  test.each(['', '?edit=profile', '?edit=metadata'])(
    '%s says when and by whom, and offers only to restore it',
    async (query) => {
      const { at, id, get } = await newArchived()
      const { status, body } = await get(at + query)
      expect(status).toBe(200)
      expect(body).toMatch(/<strong>Archived<\/strong> <time[^>]*>just now<\/time> by the key “first live key”/)
      expect(formsIn(body)).toEqual([`${at}/restore`])
      expect(body).not.toMatch(/href="[^"]*(edit=|\/clone|\/new)/)
      expect(body).not.toContain('id="archive"')
      expect(body).toContain(`href="/dashboard/rules?customer_id=${id}`)
    },
  )

  test('names the consequences of restoring it', async () => {
    const { tenant, at, get } = await newArchived()
    const says = 'Once restored, it appears in lists again and its rules apply again.'
    expect((await get(at)).body).toContain(says)
    const reader = { ...tenant, keys: { ...tenant.keys, live: await tenant.key({ scopes: ['customers:read'] }) } }
    expect((await (await visitorOf(reader as never)).get(at)).body).not.toContain(says)
  })

  test('restores it', async () => {
    const { at, get, post, stored } = await newArchived()
    const restored = await post(`${at}/restore`, {})
    expect(restored.headers.get('Location')).toBe(at)
    expect(await stored()).toMatchObject({ archived_at: null })
    expect((await get(at, { headers: { Cookie: cookieOf(restored) } })).body).toContain('The customer was restored.')
  })

  test('leads to the customer that has its email now, if it cannot be restored', async () => {
    const { tenant, at, post, stored } = await newArchived()
    const other = await tenant.customer({ email: 'kiwi@gutters.example' })
    const { status, body } = await post(`${at}/restore`, {})
    expect(status).toBe(409)
    expect(body).toContain('<strong>The customer was not restored.</strong> Another customer already has this email.')
    expect(body).toContain(`<a href="/dashboard/customers/${other.id}">Open that customer</a>`)
    expect((await stored()).archived_at).not.toBeNull()
  })
})

test('archiving names the subscriptions and instances that must end first, as links', async () => {
  const { tenant, at, id, instance, get, post } = await newArchived()
  await post(`${at}/restore`, {})
  await tenant.patch(`/v1/instances/${instance.id}`, { status: 'running' })
  const subscription = await tenant.row('subscriptions', {
    ...{ customer_id: id, stripe_subscription_id: `sub_${id}`, status: 'active', product_tier_name: 'Pro' },
  })
  const one = (await get(at)).body
  expect(one).toContain('These 2 must end first')
  expect(one).toMatch(new RegExp(`<a href="#${subscription}"[^>]*>Pro, active</a>`))
  expect(one).toMatch(new RegExp(`<a href="#${instance.id}"[^>]*>dispatcher, running</a>`))
  const many = (await get(`/dashboard/customers/archive?ids=${id}`)).body
  expect(many).toContain(`<a href="${at}#${subscription}">Pro, active</a>`)
  expect(many).toContain(`<a href="${at}#${instance.id}">dispatcher, running</a>`)
  expect((await post(`${at}/archive`, {})).status).toBe(409)
})
