import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe } from 'vitest'
import { demoKeys, hasBrowser, newTenant, origin, test, visitWith } from './setup/browser.ts'

const folder = process.env.SCREENSHOTS

const INSTANCES = 'instances?status=running'

/** Pages to look at: after `SCREENSHOTS=<folder> npm run test:browser -- test/browser/screenshots.test.ts`. */
const PAGES: Record<string, (find: (name: string, list?: string) => Promise<string>) => string | Promise<string>> = {
  overview: () => '/dashboard/overview',
  'overview-month': () => '/dashboard/overview?days=30',
  customers: () => '/dashboard/customers',
  'customers-filtered': () => '/dashboard/customers?failed_instances=true',
  'customers-search': () => '/dashboard/customers?search=plumb',
  'customers-nothing': () => '/dashboard/customers?search=zzzzzz',
  customer: async (find) => find('Nordwind'),
  'customer-steve': async (find) => find('Steve'),
  'customer-edit': async (find) => `${await find('Nordwind')}?edit=profile`,
  'customer-archive': async (find) => `${await find('Nordwind')}#archive`,
  'customer-clone': async (find) => `${await find('Steve')}/clone`,
  'customers-import': () => '/dashboard/customers/import',
  'customer-new': () => '/dashboard/customers/new',
  keys: () => '/dashboard/api-keys',
  'key-new': () => '/dashboard/api-keys/new',
  audit: () => '/dashboard/audit-log',
  rules: () => '/dashboard/rules',
  'rule-new': () => '/dashboard/rules/new',
  rule: (find) => find('', 'rules'),
  instances: () => '/dashboard/instances',
  instance: (find) => find('', INSTANCES),
  'instance-edit': async (find) => `${await find('', INSTANCES)}?edit=1`,
  'instance-terminate': async (find) => `${await find('', INSTANCES)}#terminate`,
  'instance-new': async (find) => (await find('Nordwind')).replace('customers/', 'instances/new?customer_id='),
  subscriptions: () => '/dashboard/subscriptions',
  'customer-archived': (find) => find('', 'customers?archived=only'),
  'not-found': () => '/dashboard/nothing',
}

describe.skipIf(!hasBrowser || !folder)('screenshots', () => {
  test('of every page, in both schemes and three widths', { timeout: 600_000 }, async ({ browser }) => {
    await mkdir(folder ?? '', { recursive: true })
    const empty = await newTenant('Fresh Start')
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 800, 360]) {
        const context = await browser.newContext({
          ...{ baseURL: origin, colorScheme, viewport: { width, height: 900 } },
        })
        const { page, signIn } = await visitWith(context)
        const shoot = (name: string) =>
          page.screenshot({ path: join(folder ?? '', `${name}-${width}-${colorScheme}.png`), fullPage: true })
        await page.goto('/dashboard/sign-in')
        await shoot('sign-in')
        await signIn(empty.keys.test)
        await shoot('customers-empty-test')
        await page.goto('/dashboard/overview')
        await shoot('overview-empty-test')
        await signIn(demoKeys.crewamp?.live ?? '')
        const find = async (name: string, list = `customers?search=${name}`) => {
          await page.goto(`/dashboard/${list}`)
          return (await page.locator('.cover').first().getAttribute('href')) ?? ''
        }
        for (const [name, path] of Object.entries(PAGES)) {
          await page.goto(await path(find))
          await shoot(name)
        }
        await signIn(await empty.newKey('customers:read'))
        await page.goto('/dashboard/audit-log')
        await shoot('forbidden')
        await context.close()
      }
    }
  })
})
