import { describe, expect } from 'vitest'
import { faultsOf } from './setup/axe.ts'
import { demoKeys, hasBrowser, newTenant, origin, test, visitWith } from './setup/browser.ts'

const KILOBYTE = 1_000

/** The first customer that a search finds, or the first row of another list. */
type Find = (name: string, list?: string) => Promise<string>
const INSTANCES = 'instances?status=running'

/** Every page, in every state that looks different. Add each new page. */
const PAGES: Record<string, (find: Find) => Promise<string> | string> = {
  'the overview': () => '/dashboard/overview',
  'the overview of 30 days': () => '/dashboard/overview?days=30',
  'the list of customers': () => '/dashboard/customers',
  'a filtered list': () => '/dashboard/customers?subscription_status=active&sort_by=company_name&sort_dir=asc',
  'a search': () => '/dashboard/customers?search=plumb',
  'a search without a result': () => '/dashboard/customers?search=zzzzzz',
  'a customer': (find) => find('Nordwind'),
  'a customer being edited': async (find) => `${await find('Nordwind')}?edit=profile`,
  'the dialog to archive': async (find) => `${await find('Nordwind')}#archive`,
  'a clone': async (find) => `${await find('Steve')}/clone`,
  'an import': () => '/dashboard/customers/import',
  'a new customer': () => '/dashboard/customers/new',
  'the API keys': () => '/dashboard/api-keys',
  'a new API key': () => '/dashboard/api-keys/new',
  'the audit log': () => '/dashboard/audit-log',
  'the rules': () => '/dashboard/rules',
  'a new rule': () => '/dashboard/rules/new',
  'a rule': (find) => find('', 'rules'),
  'the instances': () => '/dashboard/instances',
  'no instance found': () =>
    '/dashboard/instances?status=provisioning&customer_id=00000000-0000-0000-0000-000000000000',
  'an instance': (find) => find('', INSTANCES),
  'an instance being edited': async (find) => `${await find('', INSTANCES)}?edit=1`,
  'the dialog to terminate an instance': async (find) => `${await find('', INSTANCES)}#terminate`,
  'a new instance': async (find) => (await find('Nordwind')).replace('customers/', 'instances/new?customer_id='),
  'the subscriptions': () => '/dashboard/subscriptions',
  'the subscriptions of some statuses': () => '/dashboard/subscriptions?status=unpaid&status=past_due',
  'an archived customer': (find) => find('', 'customers?archived=only'),
  'an unknown page': () => '/dashboard/nothing',
  'an invalid address': () => '/dashboard/customers?page=zero',
}

const KINDS = [
  ['light', 1280],
  ['light', 360],
  ['dark', 1280],
  ['dark', 360],
] as const

describe.skipIf(!hasBrowser)('every page', () => {
  test.for(KINDS)(
    'passes axe in the %s scheme at %i px, and stays in its origin',
    async ([colorScheme, width], { browser }) => {
      const context = await browser.newContext({
        ...{ baseURL: origin, colorScheme, viewport: { width, height: 900 }, bypassCSP: true },
      })
      const { page, left, signIn } = await visitWith(context)
      const found: string[] = []
      const check = async (name: string) => {
        for (const fault of await faultsOf(page)) found.push(`${name}: ${fault}`)
      }
      await page.goto('/dashboard/sign-in')
      await check('sign-in')
      const { keys, newKey } = await newTenant()
      await signIn(keys.test)
      await check('no customers, in test mode')
      await page.goto('/dashboard/overview')
      await check('an overview of nothing')
      await signIn(demoKeys.crewamp?.live ?? '')
      const find = async (name: string, list = `customers?search=${name}`) => {
        await page.goto(`/dashboard/${list}`)
        return (await page.locator('.cover').first().getAttribute('href')) ?? ''
      }
      for (const [name, pathOf] of Object.entries(PAGES)) {
        await page.goto(await pathOf(find))
        await check(name)
      }
      await signIn(await newKey('customers:read'))
      await page.goto('/dashboard/audit-log')
      await check('a page that the key may not read')
      expect(found).toEqual([])
      expect(left).toEqual([])
      await context.close()
    },
  )

  test('runs under its content security policy without a complaint', async ({ visitor }) => {
    await visitor.signIn(demoKeys.crewamp?.live ?? '')
    const { page } = visitor
    const first = await page.goto('/dashboard/customers')
    const second = await page.goto('/dashboard/customers')
    const policies = [first, second].map((response) => response?.headers()['content-security-policy'] ?? '')
    expect(policies[0]).toMatch(/^default-src 'none'; script-src 'nonce-[\w-]{22}'; style-src 'nonce-[\w-]{22}'; /)
    expect(policies[0]).not.toBe(policies[1])
    expect(visitor.complaints).toEqual([])
  })

  test('transfers little: at most 30 KB of HTML, 12 KB of CSS and 8 KB of script, compressed', async ({ visitor }) => {
    const { gzipSync } = await import('node:zlib')
    const sizes: Record<string, number> = {}
    visitor.page.on('response', async (response) => {
      const type = response.headers()['content-type']?.split(';')[0] ?? ''
      const body = response.ok() ? await response.body().catch(() => undefined) : undefined
      if (body) sizes[type] = Math.max(sizes[type] ?? 0, gzipSync(body).length)
    })
    await visitor.signIn(demoKeys.crewamp?.live ?? '')
    await visitor.page.locator('.cover').first().click()
    await visitor.page.waitForLoadState('networkidle')
    expect(sizes['text/html']).toBeLessThan(30 * KILOBYTE)
    expect(sizes['text/css']).toBeLessThan(12 * KILOBYTE)
    expect(sizes['text/javascript']).toBeLessThan(8 * KILOBYTE)
  })
})
