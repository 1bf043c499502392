import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { guides } from '../../src/docs/guides.ts'
import { findFreePort } from '../../src/local/postgres/cluster.ts'
import { removeDataFolder } from '../../src/local/postgres/places.ts'
import { makeThrowAwayFolder } from '../../src/local/postgres/throw-away.ts'
import { startReady } from '../setup/dev-run.ts'
import { faultsInEveryForm } from './setup/axe.ts'
import { findBrowser } from './setup/find-browser.ts'
import { launch } from './setup/launch.ts'

const REFERENCE = '/docs/reference'
const GUIDES = ['/docs', ...guides.map(({ name }) => `/docs/${name}`), '/docs/nothing']

const program = findBrowser()
let dataDir: string
let run: Awaited<ReturnType<typeof startReady>>
let browser: Browser

beforeAll(async () => {
  if (!program) return
  dataDir = await makeThrowAwayFolder()
  run = await startReady(['--port', String(await findFreePort()), '--data', dataDir])
  browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  run?.npm.kill('SIGTERM')
  await run?.ended
  if (dataDir) await removeDataFolder(dataDir)
})

/** An empty profile with one page, and that page’s requests to other hosts and its errors. */
async function visit(options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    baseURL: run.line.api,
    viewport: { width: 1280, height: 900 },
    ...options,
  })
  const page = await context.newPage()
  const left: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (protocol !== 'data:' && origin !== run.line.api) left.push(request.url())
  })
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { context, page, left, complaints }
}

/** Opens a page of the documentation and waits until the reference is rendered. */
async function open(page: Page, path: string) {
  await page.goto(path)
  if (path.startsWith(REFERENCE)) await page.getByRole('heading', { name: 'Customer Management API' }).waitFor()
}

/** Opens the form of an operation in the reference and enters a key. */
async function tryWith(page: Page, address: string, key: string) {
  await open(page, `${REFERENCE}#${address}`)
  const [, method, path] = address.match(/([A-Z]+)(\/\S+)$/) ?? []
  const name = new RegExp(`test request.*${method}\\s+${path}\\)?$`, 'i')
  await page.getByRole('button', { name }).first().click()
  const form = page.getByRole('dialog')
  await form.getByPlaceholder('hc_test_…').fill(key)
  await form.getByRole('button', { name: /^Send/ }).first().click()
  return form
}

describe.skipIf(!program)('the documentation in a browser', () => {
  test('sends no request to another host and breaks no policy, on any page', async () => {
    const { context, page, left, complaints } = await visit()
    for (const path of [...GUIDES, REFERENCE]) {
      await open(page, path)
      await page.mouse.wheel(0, 5_000)
      await page.waitForLoadState('networkidle')
    }
    expect(left).toEqual([])
    expect(complaints.filter((text) => !text.includes('404 (Not Found)'))).toEqual([])
    await context.close()
  })

  test('passes axe in both schemes and every width, without scrolling sideways', { timeout: 240_000 }, async () => {
    const { context, page } = await visit()
    const found: string[] = []
    for (const path of GUIDES) {
      await open(page, path)
      found.push(...(await faultsInEveryForm(page)).map((fault) => `${path} ${fault}`))
    }
    expect(found).toEqual([])
    await context.close()
  })

  // It does not follow a change of the scheme completely, so each scheme opens it again.
  test.for(['light', 'dark'] as const)(
    'the reference passes axe in the %s scheme in every width, without scrolling sideways',
    { timeout: 240_000 },
    async (colorScheme) => {
      const { context, page } = await visit({ colorScheme })
      await open(page, REFERENCE)
      expect(await faultsInEveryForm(page, [colorScheme])).toEqual([])
      await context.close()
    },
  )

  test('the reference sends a request with the reader’s key, and only to this API', async () => {
    const { context, page, left } = await visit()
    const key = run.line.keys.crewamp?.test ?? ''
    const form = await tryWith(page, 'tag/api-keys/GET/v1/api-keys/me', key)
    await form.getByText('200 OK').waitFor()
    expect(await form.locator('.cm-content').last().textContent()).toContain('"mode": "test"')
    await page.waitForLoadState('networkidle')
    expect(left).toEqual([])
    const stored = await page.evaluate<string>('JSON.stringify([localStorage, sessionStorage, document.cookie])')
    expect(stored).not.toContain(key)
    await context.close()
  })

  test('the reference asks before it sends a change with a live key, and sends nothing without consent', async () => {
    const { context, page } = await visit()
    const sent: string[] = []
    const questions: string[] = []
    page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()))
    page.on('dialog', (dialog) => {
      questions.push(dialog.message())
      return dialog.dismiss()
    })
    const form = await tryWith(page, 'tag/customers/POST/v1/customers', run.line.keys.crewamp?.live ?? '')
    await form.getByText('The request was not sent.').first().waitFor()
    expect(questions).toEqual([expect.stringContaining('live key')])
    expect(sent).toEqual([])
    await context.close()
  })

  test('the reference does not show Scalar’s hosted services', async () => {
    const { context, page } = await visit()
    await open(page, REFERENCE)
    const text = await page.evaluate<string>('document.body.innerText')
    expect(text).not.toMatch(/\b(Ask AI|Share|Deploy|Open API Client|Generate SDK|MCP|Configure)\b/i)
    await context.close()
  })

  test('a guide copies its commands without prompts and output, and can be read without script', async () => {
    const { context, page } = await visit({ permissions: ['clipboard-read', 'clipboard-write'] })
    await open(page, '/docs/first-call')
    await page.getByRole('button', { name: 'Copy commands' }).first().click()
    await page.getByRole('status').getByText('Copied').first().waitFor()
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toMatch(/^API=http:\/\/127.0.0.1:8787\nKEY=/)
    await context.close()

    const plain = await visit({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } })
    await open(plain.page, '/docs/errors')
    await plain.page.getByText('All guides').click()
    await plain.page.getByRole('navigation', { name: 'Guides, menu' }).getByRole('link', { name: 'Limits' }).click()
    await plain.page.getByRole('heading', { name: 'Limits', level: 1 }).waitFor()
    await plain.context.close()
  })
})
