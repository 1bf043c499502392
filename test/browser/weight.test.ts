import { gzipSync } from 'node:zlib'
import { describe, expect, inject } from 'vitest'
import { endProgram } from '../bench/servers/children.ts'
import { startTap, type Tap } from '../bench/servers/tap.ts'
import { startWorker } from '../bench/servers/worker.ts'
import { test as base, build, demoKeys, hasBrowser, type Visitor, visitWith } from './setup/browser.ts'

const KILOBYTE = 1_000
const { loginUrl, endpoint } = inject('database')

/** A visitor of a service of its own, so that its calls to the database can be counted. */
const test = base.extend<{ counted: Visitor & { tap: Tap } }>({
  counted: async ({ browser }, use) => {
    const tap = await startTap(Number(new URL(endpoint).port))
    const { child, port } = await startWorker(build, { loginUrl, endpoint: tap.url })
    const context = await browser.newContext({ baseURL: `http://127.0.0.1:${port}` })
    await use({ ...(await visitWith(context)), tap })
    await context.close()
    await endProgram(child)
    tap.close()
  },
})

describe.skipIf(!hasBrowser)('the weight of the pages', () => {
  test('a first visit of the list of customers transfers at most 60 KB, after one round trip to the database', async ({
    counted: { page, signIn, tap },
  }) => {
    await signIn(demoKeys.crewamp?.live ?? '', '/dashboard/api-keys')
    await page.waitForLoadState('networkidle')
    const sizes = new Map<string, number>()
    page.on('response', async (response) => {
      const body = await response.body().catch(() => undefined)
      if (body) sizes.set(response.url(), gzipSync(body).length)
    })
    // The session stays, the stored files do not.
    const client = await page.context().newCDPSession(page)
    await client.send('Network.setCacheDisabled', { cacheDisabled: true })
    const { sent } = await tap.record(() => page.goto('/dashboard/customers', { waitUntil: 'networkidle' }))
    expect(sent).toHaveLength(1)
    // Document, stylesheet and script. A browser without windows does not load the icon by itself.
    await expect.poll(() => sizes.size).toBeGreaterThanOrEqual(3)
    const icon = new URL(String(await page.locator('link[rel="icon"]').getAttribute('href')), page.url()).href
    sizes.set(icon, gzipSync(await (await page.request.get(icon)).body()).length)
    expect(sizes.size).toBe(4)
    expect([...sizes.values()].reduce((sum, size) => sum + size)).toBeLessThanOrEqual(60 * KILOBYTE)
  })

  test('a page has at most 30 KB of HTML, 12 KB of CSS and 8 KB of script, compressed', async ({ visitor }) => {
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
