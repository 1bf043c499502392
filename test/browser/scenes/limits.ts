import type { Page } from 'playwright-core'
import { RATE_LIMITS } from '../../../src/limits/rate-limits.ts'
import { origin } from '../setup/browser.ts'
import { after, press, type Scenes } from './scene.ts'

/** Pages of a key that may only read customers. `other` may also write: it opened the form in another tab. */
export const forbiddenScenes = (other: string): Scenes => ({
  forbidden: '/dashboard/audit-log',
  'customers-read-only': '/dashboard/customers',
  'forbidden-change': async (page) => {
    const context = page.context()
    const cookies = await context.cookies()
    await page.goto('/dashboard/sign-in?to=/dashboard/customers/new')
    await page.getByLabel('API key').fill(other)
    await page.locator('main').getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('Name').fill('Mia')
    await context.addCookies(cookies)
    await press('Create customer')(page)
    await page.getByText('Your key cannot make this change').waitFor()
  },
})

/** Pages of a key that has sent too much: in one request, and then in too many. */
export const limitedScenes = (key: string): Scenes => ({
  'form-too-large': after('/dashboard/customers/new', async (page) => {
    await page.evaluate('document.getElementById("company_name").value = "x".repeat(1_100_000)')
    await press('Create customer')(page)
    await page.getByText('The form is too large').waitFor()
  }),
  'import-too-large': after('/dashboard/customers/import', async (page) => {
    const buffer = Buffer.alloc(3_000_000, 'Company\n')
    await page.getByLabel('CSV file').setInputFiles({ name: 'customers.csv', mimeType: 'text/csv', buffer })
    await press('Check the file')(page)
    await page.getByRole('alert').waitFor()
  }),
  'too-many-changes': beyond(key, 'writes', async (page) => {
    await page.goto('/dashboard/customers/new')
    await page.getByLabel('Name').fill('Mia')
    await press('Create customer')(page)
    await page.waitForURL(({ pathname }) => pathname !== '/dashboard/customers/new')
  }),
  'too-many-requests': beyond(key, 'reads', async (page) => void (await page.goto('/dashboard/customers'))),
})

/** What the key does after it has sent as many requests of this kind as it may. */
function beyond(key: string, kind: keyof typeof INVALID, act: (page: Page) => Promise<void>) {
  return async (page: Page) => {
    const rejected = page.getByText('Too many requests')
    // The next period may begin in between.
    for (let attempt = 0; attempt < 3; attempt++) {
      await exceed(key, kind)
      await act(page)
      if (await rejected.first().isVisible()) return
    }
    await rejected.first().waitFor()
  }
}

const INVALID = { reads: ['GET', '/v1/rules?color=red'], writes: ['DELETE', '/v1/rules/none'] } as const

/** Sends requests that do not reach the database, until the key may send no more of this kind. */
async function exceed(key: string, kind: keyof typeof INVALID): Promise<void> {
  const [method, path] = INVALID[kind]
  const send = async () => {
    const response = await fetch(origin + path, { method, headers: { 'X-Api-Key': key } })
    await response.arrayBuffer()
    return response.status
  }
  // The period may end while it counts.
  for (let sent = 0; sent <= 2 * RATE_LIMITS.standard[kind]; sent += 50) {
    if ((await Promise.all(Array.from({ length: 50 }, send))).includes(429)) return
  }
  throw new Error(`The key may send more ${kind} than its limit.`)
}
