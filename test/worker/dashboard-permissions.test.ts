import { describe, expect, test } from 'vitest'
import { SCOPES, type Scope } from '../../src/auth/policy.ts'
import { FORM_ROUTES, PAGE_ROUTES } from '../node/sources/routes.ts'
import { signIn, visitorOf } from './dashboard.ts'
import { FORM_SCOPES, PAGE_SCOPES } from './dashboard-scopes.ts'
import { absentId, newTenant, send, type Tenant } from './harness.ts'

type Held = readonly string[]

/** Keys with each single scope, and with both scopes of each resource. */
const KEYS: [name: string, scopes: Held][] = [
  ...SCOPES.map((scope): [string, Held] => [scope, [scope]]),
  ...SCOPES.filter((scope) => scope.endsWith(':write')).map((scope): [string, Held] => {
    const resource = scope.replace(':write', '')
    return [`${resource}:read and ${scope}`, [`${resource}:read`, scope]]
  }),
]

const holds = (held: Held, scope: Scope) => held.includes('*') || held.includes(scope)
const pathOf = (route: string) => route.split(' ')[1] ?? ''

/** A tenant with an example of everything that pages show. */
async function newFixtures() {
  const tenant = await newTenant()
  const customer = await tenant.customer({ company_name: 'Steve', metadata: { vans: 2 } })
  const archived = await tenant.customer({ company_name: 'Kiwi Gutters' })
  await tenant.delete(`/v1/customers/${archived.id}`)
  const instance = (await tenant.post('/v1/instances', { customer_id: customer.id, status: 'running' })).body
  const rule = { trigger_event: 'call.missed', actions: [{ type: 'notify' }], rule_key: 'missed' }
  const standard = (await tenant.post('/v1/rules', { ...rule, name: 'Default' })).body
  const own = { ...rule, name: 'Own', rule_key: 'own', customer_id: customer.id, instance_id: instance.id }
  const special = (await tenant.post('/v1/rules', own)).body
  await tenant.row('subscriptions', {
    ...{ customer_id: customer.id, stripe_subscription_id: `sub_${customer.id}`, status: 'active', quantity: 1 },
  })
  await tenant.boundKey(customer.id)
  const keys = (await tenant.get('/v1/api-keys')).body.api_keys as { id: string; role: string }[]
  const bound = keys.find(({ role }) => role === 'customer')?.id ?? ''
  const ids = {
    customer_id: [customer.id, archived.id],
    instance_id: [instance.id],
    rule_id: [standard.id, special.id],
    key_id: [tenant.keys.live.id, bound],
  }
  return { tenant, ids, customer: customer.id, standard: standard.id }
}

type Fixtures = Awaited<ReturnType<typeof newFixtures>>

/** Every address of a page, with ids that exist. */
function addressesOf(path: string, { ids, customer, standard }: Fixtures): string[] {
  const name = /:(\w+)/.exec(path)?.[1] as keyof typeof ids | undefined
  const filled = name ? ids[name].map((id) => path.replace(`:${name}`, id)) : [path]
  const more: Record<string, string[]> = {
    '/dashboard/customers/:customer_id': ['?edit=profile'],
    '/dashboard/customers/archive': [`?ids=${customer}`],
    '/dashboard/instances/:instance_id': ['?edit=1'],
    '/dashboard/instances/new': [`?customer_id=${customer}`],
    '/dashboard/rules': ['?all=true'],
    '/dashboard/rules/new': [`?customer_id=${customer}`, `?customer_id=${customer}&from=${standard}`],
  }
  return filled.flatMap((address) => [address, ...(more[path] ?? []).map((query) => address + query)])
}

const found = (body: string, pattern: RegExp) => [
  ...new Set([...body.matchAll(pattern)].map(([, value = '']) => value.replaceAll('&amp;', '&').split('#')[0] ?? '')),
]
const linksIn = (body: string) => found(body, /href="(\/dashboard[^"]*)"/g).filter((href) => !/assets/.test(href))
const formsIn = (body: string) => found(body, /<form(?=[^>]*method="post")[^>]*action="([^"]+)"/g)

/** The scope that a form needs; null for those of the session. */
function scopeOf(action: string): Scope | null {
  const route = FORM_ROUTES.find((one) => new RegExp(`^${one.replaceAll(/:\w+/g, '[\\w-]{36}')}$`).test(action))
  if (route === undefined) throw new Error(`${action} is not a form`)
  return FORM_SCOPES[route] ?? null
}

const visitWith = async (tenant: Tenant, scopes: Held) => {
  const live = await tenant.key({ name: 'Front desk', scopes: [...scopes] })
  return visitorOf({ ...tenant, keys: { ...tenant.keys, live } } as Tenant)
}

describe.each(KEYS)('a key with %s', (_, held) => {
  test('opens the pages that its scopes allow, and nothing in them leads to what they do not allow', async () => {
    const fixtures = await newFixtures()
    const { get } = await visitWith(fixtures.tenant, held)
    const opened = new Map<string, Promise<{ status: number; body: string }>>()
    const open = (address: string) => {
      const response = opened.get(address) ?? get(address)
      opened.set(address, response)
      return response
    }
    const wrong: string[] = []
    for (const path of PAGE_ROUTES.map(pathOf)) {
      const mayOpen = PAGE_SCOPES[path]?.every((scope) => holds(held, scope))
      for (const address of addressesOf(path, fixtures)) {
        const { status, body } = await open(address)
        if (status !== (mayOpen ? 200 : 403)) wrong.push(`${address}: ${status}`)
        if (!mayOpen && !body.includes('Your key cannot')) wrong.push(`${address} does not say why`)
        for (const action of formsIn(body)) {
          const scope = scopeOf(action)
          if (scope && !holds(held, scope)) wrong.push(`${address} has the form ${action}`)
        }
        for (const link of linksIn(body)) {
          if ((await open(link)).status === 403) wrong.push(`${address} links to ${link}`)
        }
      }
    }
    expect(wrong).toEqual([])
  })
})

describe.each(Object.entries(FORM_SCOPES))('the form %s', (route, scope) => {
  const path = route.replaceAll(/:\w+/g, () => absentId())
  const readable = scope.replace(':write', ':read')

  test(`needs ${scope}`, async () => {
    const tenant = await newTenant()
    const without = await visitWith(
      tenant,
      SCOPES.filter((one) => one !== '*' && one !== scope),
    )
    const fields = {
      customer_id: absentId(),
      confirmed: absentId(),
      company_name: 'Steve',
      agent_name: 'a',
      etag: '"1"',
    }
    const { status, body } = await without.post(path, fields)
    expect([status, body.includes(`<code>${scope}</code>`)]).toEqual([403, true])
    const withIt = await visitWith(tenant, [scope, readable])
    expect((await withIt.post(path, fields)).status).not.toBe(403)
  })
})

describe('the tables of scopes', () => {
  test('list every page, and every form except those of the session', () => {
    expect(Object.keys(PAGE_SCOPES).sort()).toEqual(PAGE_ROUTES.map(pathOf).sort())
    const session = ['/dashboard/mode', '/dashboard/sign-in', '/dashboard/sign-out']
    expect([...Object.keys(FORM_SCOPES), ...session].sort()).toEqual([...FORM_ROUTES].sort())
  })
})

describe('the menu', () => {
  test('has only the pages that the key can read, and the first one is the start page', async () => {
    const { get } = await visitWith(await newTenant(), ['instances:read', 'rules:read'])
    expect((await get('/dashboard')).headers.get('Location')).toBe('/dashboard/overview')
    const { body } = await get('/dashboard/rules')
    const menu = /<nav class="nav" aria-label="Pages">.*?<\/nav>/.exec(body)?.[0] ?? ''
    expect(linksIn(menu)).toEqual(['/dashboard/overview', '/dashboard/instances', '/dashboard/rules'])
    expect(body).not.toContain('type="search"')
  })

  test('is empty for a key that can read nothing, and the page says so', async () => {
    const { get } = await visitWith(await newTenant(), ['customers:write'])
    const { status, body } = await get('/dashboard')
    expect(status).toBe(403)
    expect(body).toContain('You are signed in with “Front desk”, which has <code>customers:write</code>.')
    expect(body).not.toContain('<nav')
  })
})

test('a customer-bound key cannot sign in, whatever its scopes', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  const key = await tenant.boundKey(id)
  await expect(signIn(key)).rejects.toThrow('bound to one customer')
  expect((await send('GET', '/dashboard/customers')).status).toBe(303)
})
