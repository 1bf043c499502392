import type { Browser, BrowserContext, Page } from 'playwright-core'
import { test as base, inject } from 'vitest'
import { createTenant } from '../../../src/admin/tenants.ts'
import type { RateLimitName } from '../../../src/limits/rate-limits.ts'
import { runSql } from '../../setup/own-database.ts'
import { launch } from './launch.ts'

export const { origin, brokenOrigin, build, keys: demoKeys } = inject('service')
const program = inject('browser')

export interface Visitor {
  context: BrowserContext
  page: Page
  /** Requests to other hosts. */
  left: string[]
  /** Messages of the browser's console that are warnings or errors, and errors of scripts. */
  complaints: string[]
  /** Errors of scripts. */
  faults: string[]
  signIn: (key: string, to?: string) => Promise<void>
}

/** A test in a browser with an empty profile. Skipped if no browser is installed. */
export const test = base
  .extend<{ browser: Browser }>({
    browser: [
      async ({}, use) => {
        if (!program) return use(undefined as never)
        const browser = await launch()
        await use(browser)
        await browser.close()
      },
      { scope: 'file' },
    ],
  })
  .extend<{ visitor: Visitor }>({
    visitor: async ({ browser }, use) => {
      const context = await browser.newContext({ baseURL: origin, viewport: { width: 1280, height: 900 } })
      const visitor = await visitWith(context)
      await use(visitor)
      await context.close()
    },
  })

/** Whether a browser is installed. */
export const hasBrowser = program !== undefined

/** Opens a page that records what leaves the origin. */
export async function visitWith(context: BrowserContext): Promise<Visitor> {
  const page = await context.newPage()
  const left: string[] = []
  const complaints: string[] = []
  const faults: string[] = []
  page.on('request', (request) => {
    const isOwn = [origin, brokenOrigin, 'data:'].some((start) => request.url().startsWith(start))
    if (!isOwn) left.push(request.url())
  })
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => {
    complaints.push(String(error))
    faults.push(String(error))
  })
  const signIn = async (key: string, to = '/dashboard/customers') => {
    await page.goto(`/dashboard/sign-in?to=${encodeURIComponent(to)}`)
    await page.getByLabel('API key').fill(key)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL((url) => url.pathname !== '/dashboard/sign-in')
  }
  return { context, page, left, complaints, faults, signIn }
}

const query = (text: string, values?: unknown[]) => runSql(inject('database').ownerUrl, text, values)

/** A tenant of its own for one test, with keys and a way to call the API. */
export async function newTenant(name = 'Acme', rateLimit: RateLimitName = 'highest') {
  const slug = `t-${crypto.randomUUID()}`
  const { tenant, keys } = await createTenant(query, { slug, name, rateLimit })
  const call = async (method: string, path: string, body?: unknown) => {
    const headers = { 'X-Api-Key': keys.live.key, ...(body !== undefined && { 'Content-Type': 'application/json' }) }
    const response = await fetch(origin + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  /** The text of a new live key. */
  const newKey = async (...scopes: string[]) =>
    String((await call('POST', '/v1/api-keys', { name: 'Front desk', scopes })).key)
  return { tenant, slug, keys: { live: keys.live.key, test: keys.test.key }, keyIds: keys, call, query, newKey }
}
