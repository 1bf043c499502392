import { describe, expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { newTenant, operator, type Tenant, tripsOf } from './harness.ts'

const DAY_MS = 24 * 60 * 60_000
const dayAgo = (days: number) => new Date(Date.now() - days * DAY_MS)

/** The page, as someone with a key of these scopes sees it. */
async function overview(tenant: Tenant, { scopes, query = '' }: { scopes?: string[]; query?: string } = {}) {
  const visitor = scopes ? { ...tenant, keys: { ...tenant.keys, live: await tenant.key({ scopes } as never) } } : tenant
  const { get } = await visitorOf(visitor as never)
  const { status, body } = await get(`/dashboard/overview${query}`)
  expect(status).toBe(200)
  return body as string
}

/** The numbers at the top, with the lists that they lead to. */
function figuresOf(page: string): Record<string, [value: string, list: string]> {
  const found = page.matchAll(
    /<a class="stat" href="([^"]+)"><span class="label">([^<]+)<\/span> <span class="value">([^<]+)</g,
  )
  return Object.fromEntries([...found].map(([, href = '', label, value = '']) => [label, [value, href]]))
}

/** The bars, with the lists that they lead to. */
function barsOf(page: string): Record<string, [value: string, list: string]> {
  const found = page.matchAll(/<li><a href="([^"]+)"><span class="badge"[^>]*>([^<]+)<.*?<span class="num">([^<]+)</g)
  return Object.fromEntries([...found].map(([, href = '', label, value = '']) => [label, [value, href]]))
}

/** The rows of the table with this caption, without its heading. */
function tableOf(page: string, caption: string): string[][] {
  const [, table = ''] = page.split(`<caption>${caption}</caption>`)
  const [, body = ''] = /<tbody>(.*?)<\/tbody>/s.exec(table) ?? []
  return [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => cell.replaceAll(/<[^>]+>/g, '').trim()),
  )
}

describe('the overview', () => {
  test('counts exactly what the linked lists contain', async () => {
    const tenant = await newTenant()
    const customers = await Promise.all(Array.from({ length: 6 }, () => tenant.customer()))
    const [one, two, archived] = customers.map(({ id }) => id) as [string, string, string]
    const end = dayAgo(-5).toISOString()
    for (const [customer_id, status, cancel_at_period_end] of [
      ...[[one, 'active', false] as const, [one, 'past_due', true] as const, [two, 'active', true] as const],
      ...[[two, 'trialing', true] as const, [two, 'unpaid', false] as const, [archived, 'canceled', true] as const],
    ]) {
      await tenant.row('subscriptions', { customer_id, status, cancel_at_period_end, current_period_end: end })
    }
    for (const status of ['running', 'running', 'failed', 'stopped']) {
      await tenant.row('instances', { customer_id: one, status })
    }
    await tenant.delete(`/v1/customers/${archived}`)

    const page = await overview(tenant)
    const figures = figuresOf(page)
    expect(figures).toEqual({
      Customers: ['5', '/dashboard/customers'],
      'Active subscriptions': ['2', '/dashboard/subscriptions?status=active'],
      'Running instances': ['2', '/dashboard/instances?status=running'],
      'At risk': ['4', '/dashboard/subscriptions?at_risk=true'],
    })
    const bars = barsOf(page)
    expect(Object.fromEntries(Object.entries(bars).map(([label, [value]]) => [label, Number(value)]))).toEqual({
      ...{ Active: 2, Trialing: 1, 'Past due': 1, Unpaid: 1, Incomplete: 0, Paused: 0, Canceled: 1, Expired: 0 },
      ...{ Running: 2, Provisioning: 0, Failed: 1, Stopped: 1, Terminated: 0 },
    })
    expect(tableOf(page, 'Subscriptions at risk, most urgent first').map(([, why]) => why?.split(' ')[0])).toEqual([
      ...['Unpaid', 'Past', 'Ends', 'Ends'],
    ])
    const { get } = await visitorOf(tenant)
    const listed = async (path: string) => (await get(path)).body.match(/class="cover"/g)?.length ?? 0
    for (const [value, list] of [...Object.values(figures), ...Object.values(bars)]) {
      expect([list, await listed(list)]).toEqual([list, Number(value)])
    }
    expect(await listed('/dashboard/subscriptions?cancelling=true')).toBe(2)
    const { body: list } = await get('/dashboard/subscriptions')
    expect([...list.matchAll(/href="\/dashboard\/subscriptions\?status=(\w+)"/g)].map(([, status]) => status)).toEqual([
      ...['active', 'trialing', 'past_due', 'unpaid', 'incomplete', 'paused', 'canceled', 'incomplete_expired'],
    ])
  })

  test('shows the number of customers at the end of each day, ending with the current one', async () => {
    const tenant = await newTenant()
    const created = [400, 20, 20, 3].map(dayAgo)
    for (const at of created) await tenant.row('customers', { created_at: at.toISOString() })
    const { id } = await tenant.customer()
    await tenant.delete(`/v1/customers/${id}`)
    await tenant.customer()
    const page = await overview(tenant, { query: '?days=30' })
    const rows = tableOf(page, 'Customers at the end of each day')
    expect(rows.map(([, customers]) => Number(customers))).toEqual([
      ...[...Array(10).fill(1), ...Array(17).fill(3), ...Array(3).fill(4)],
      5,
    ])
    expect(rows.at(-1)?.[2]).toBe('+1')
    expect(page).toMatch(/aria-label="The number of customers rose from 1 on \d+ \w+ 20\d\d to 5 on \d+ \w+ 20\d\d\."/)
    expect(page).toContain('<b>+4</b> in 30 days')
    const year = tableOf(await overview(tenant), 'Customers at the end of each month')
    expect(year.at(-1)?.[1]).toBe('5')
    expect(year[0]?.[1]).toBe('1')
    const weeks = tableOf(await overview(tenant, { query: '?days=90' }), 'Customers at the end of every seventh day')
    expect(weeks.map(([, customers]) => Number(customers)).slice(-4)).toEqual([1, 3, 3, 5])
  })

  test('keeps past days unchanged after a later archiving or restoring', async () => {
    const tenant = await newTenant()
    const ids = [await tenant.row('customers', { created_at: dayAgo(10).toISOString() })]
    await tenant.row('customers', { created_at: dayAgo(10).toISOString() })
    const past = async () =>
      tableOf(await overview(tenant, { query: '?days=30' }), 'Customers at the end of each day').slice(0, -1)
    const before = await past()
    await tenant.delete(`/v1/customers/${ids[0]}`)
    expect(await past()).toEqual(before)
    await tenant.post(`/v1/customers/${ids[0]}/restore`)
    expect(await past()).toEqual(before)
    await operator('delete from customers where tenant_id = $1', [tenant.id])
    await tenant.customer()
    expect(await past()).toEqual(before)
  })

  test.each([
    [['customers:read'], ['Customers over time'], ['At risk', 'Subscriptions', 'Instances']],
    [['subscriptions:read'], ['At risk', 'Subscriptions'], ['Customers over time', 'Instances']],
    [['instances:read'], ['Instances'], ['Customers over time', 'At risk', 'Subscriptions']],
  ])('shows a key with %j only %j', async (scopes, shown, hidden) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ company_name: 'Steve the Plumber' })
    await tenant.row('subscriptions', { customer_id: id, status: 'unpaid' })
    const page = await overview(tenant, { scopes })
    const titles = [...page.matchAll(/<h2[^>]*>([^<]+)</g)].map(([, title]) => title)
    expect(titles).toEqual(expect.arrayContaining(shown))
    for (const title of hidden) expect(titles).not.toContain(title)
    expect(page).not.toContain('Steve the Plumber')
  })

  test('says so to a key that can read nothing of it', async () => {
    expect(await overview(await newTenant(), { scopes: ['rules:read'] })).toContain(
      'Your key cannot read customers, subscriptions or instances',
    )
  })

  test('of a tenant without customers leads to creating and importing them, if the key can', async () => {
    const tenant = await newTenant()
    const page = await overview(tenant)
    expect(page).toContain('No customers yet')
    expect(page).toContain('href="/dashboard/customers/new"')
    expect(page).toContain('href="/dashboard/customers/import"')
    expect(await overview(tenant, { scopes: ['customers:read'] })).not.toContain('href="/dashboard/customers/import"')
  })

  test('takes one round trip to the database', async () => {
    const tenant = await newTenant()
    const { get } = await visitorOf(tenant)
    await get('/dashboard/overview')
    expect(await tripsOf(() => get('/dashboard/overview'))).toBe(1)
  })
})
