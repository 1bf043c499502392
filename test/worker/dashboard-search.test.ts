import { describe, expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'

async function newVisitor() {
  const tenant = await newTenant()
  const customer = await tenant.customer({ company_name: 'Steve' })
  const { get } = await visitorOf(tenant)
  const search = (text: string) => get(`/dashboard/customers?search=${encodeURIComponent(text)}`)
  const leadsTo = async (text: string) => (await search(text)).headers.get('Location')
  return { tenant, id: customer.id, search, leadsTo }
}

describe('the search box', () => {
  test('leads from the id of a request to what it changed', async () => {
    const { tenant, leadsTo } = await newVisitor()
    for (const requestId of [crypto.randomUUID(), 'import-7.a_b']) {
      await tenant.post('/v1/customers', {}, { headers: { 'X-Request-Id': requestId } })
      expect(await leadsTo(` ${requestId} `)).toBe(`/dashboard/audit-log?request_id=${requestId}`)
    }
  })

  test('shows customers too if a request has the same id', async () => {
    const { tenant, search } = await newVisitor()
    await tenant.post('/v1/customers', {}, { headers: { 'X-Request-Id': 'steve' } })
    const { status, body } = await search('steve')
    expect(status).toBe(200)
    expect(body).toContain('>Steve</a>')
    expect(body).toContain('<a href="/dashboard/audit-log?request_id=steve">')
  })

  test('leads from the id of an instance or a subscription, the API’s or Stripe’s, to its customer', async () => {
    const { tenant, id, leadsTo } = await newVisitor()
    const { body: instance } = await tenant.post('/v1/instances', { customer_id: id, agent_name: 'dispatcher' })
    const subscription = await tenant.row('subscriptions', {
      ...{ customer_id: id, status: 'active', stripe_subscription_id: 'sub_1a2B3c' },
    })
    expect(await leadsTo(instance.id.toUpperCase())).toBe(`/dashboard/customers/${id}#${instance.id}`)
    expect(await leadsTo(subscription)).toBe(`/dashboard/customers/${id}#${subscription}`)
    expect(await leadsTo('sub_1a2B3c')).toBe(`/dashboard/customers/${id}#${subscription}`)
  })

  test('finds an external id that looks like another id', async () => {
    const { tenant, search } = await newVisitor()
    for (const external_id of [crypto.randomUUID().toUpperCase(), 'cus_42']) {
      await tenant.customer({ company_name: 'Pete', external_id })
      expect((await search(external_id)).body).toContain('>Pete</a>')
    }
  })

  test('finds nothing of another tenant, and says what was searched', async () => {
    const other = await newVisitor()
    const { search } = await newVisitor()
    const { body: instance } = await other.tenant.post('/v1/instances', { customer_id: other.id })
    const { status, body } = await search(instance.id)
    expect(status).toBe(200)
    expect(body).toContain('no customer, instance or subscription has this id')
  })

  test('leads only to what the key can read', async () => {
    const { tenant, id } = await newVisitor()
    const requestId = crypto.randomUUID()
    const { body: instance } = await tenant.post('/v1/instances', { customer_id: id })
    await tenant.post('/v1/customers', {}, { headers: { 'X-Request-Id': requestId } })
    const live = await tenant.key({ scopes: ['customers:read'] })
    const { get } = await visitorOf({ ...tenant, keys: { ...tenant.keys, live: live as never } })
    for (const text of [instance.id, requestId]) {
      expect((await get(`/dashboard/customers?search=${text}`)).status).toBe(200)
    }
  })

  test('finds only requests with a key that cannot read customers', async () => {
    const { tenant } = await newVisitor()
    const visitorWith = async (scopes: string[]) => {
      const live = await tenant.key({ scopes })
      return visitorOf({ ...tenant, keys: { ...tenant.keys, live: live as never } })
    }
    const { body } = await (await visitorWith(['audit-log:read'])).get('/dashboard/audit-log?request_id=a-request')
    const box = /<search[\s\S]+?<\/search>/.exec(body)?.[0] ?? ''
    expect(box).toContain('<form action="/dashboard/audit-log">')
    expect(box).toMatch(/name="request_id" value="a-request"/)
    const rules = (await (await visitorWith(['rules:read'])).get('/dashboard/rules')).body
    expect(rules).not.toContain('<search')
  })
})

const LIST = '/dashboard/customers'

test('the filters of customers allow several statuses, and each chip removes only its own', async () => {
  const tenant = await newTenant()
  await tenant.customer({})
  const { get } = await visitorOf(tenant)
  const hrefsIn = async (query: string) => {
    const chips = /aria-label="Filters".*?<\/nav>/s.exec((await get(`${LIST}${query}`)).body)?.[0] ?? ''
    return [...chips.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))
  }
  const [unpaid, pastDue] = ['subscription_status=unpaid', 'subscription_status=past_due']
  expect(await hrefsIn(`?${unpaid}`)).toContain(`${LIST}?${unpaid}&${pastDue}`)
  const both = await hrefsIn(`?${unpaid}&${pastDue}`)
  expect(both).toContain(`${LIST}?${unpaid}`)
  expect(both).toContain(`${LIST}?${pastDue}`)
  expect(both).not.toContain(LIST)
})
