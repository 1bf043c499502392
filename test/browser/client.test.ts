import { createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from 'customer-management-api/client'
import { expect, onTestFinished } from 'vitest'
import { bundle } from '../client/bundle.ts'
import { startService, serviceTest as test } from '../client/service.ts'
import { SESSION } from '../client/session.ts'
import { findBrowser } from './setup/find-browser.ts'
import { launch } from './setup/launch.ts'

const SCRIPT = `
import { createClient } from 'customer-management-api/client'
import { runSession } from './session.ts'

const settled = (call) => call.then(
  ({ lastResponse: { status, etag, requestId, headers } }) =>
    [status, etag, requestId, headers.get('RateLimit-Policy')],
  ({ name, code, requestId, retryAfter }) => [name, code, requestId, retryAfter])
Object.assign(globalThis, {
  session: (key, api = location.origin) => runSession(createClient, api, key),
  clientOf: (apiKey, baseUrl) => createClient({ apiKey, baseUrl, maxRetries: 0 }).customers,
  settled,
})`

/** Serves a page with the script; forwards other requests to the API, if it is on the same origin. */
async function startSite(script: string, api?: string) {
  const server = createServer((request, response) => {
    if (request.url === '/') return response.end('<script type="module" src="/script.js"></script>')
    if (request.url === '/script.js') return response.setHeader('Content-Type', 'text/javascript').end(script)
    if (!api) return response.writeHead(404).end()
    const { method, headers, url = '' } = request
    const forwarded = send(new URL(url, api), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    return request.pipe(forwarded)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** Opens pages, and evaluates texts in them. */
async function startBrowser() {
  const browser = await launch()
  onTestFinished(() => browser.close())
  return async (url: string) => {
    const page = await browser.newPage()
    await page.goto(url)
    return (text: string) => page.evaluate(text)
  }
}

test.skipIf(!findBrowser())('the session runs in a browser', async ({ service }) => {
  const port = await startSite(await bundle(SCRIPT), service.url)
  const open = await startBrowser()
  const evaluate = await open(`http://127.0.0.1:${port}`)
  expect(await evaluate(`session(${JSON.stringify(await service.newKey())})`)).toEqual(SESSION)
})

test.skipIf(!findBrowser())('a page of another origin calls the API only if CORS_ORIGINS has its origin', async () => {
  // The same pages have two origins, of which one is allowed.
  const port = await startSite(await bundle(SCRIPT))
  const log: { method: string; route: string; status: number }[] = []
  const corsOrigins = `https://app.example, http://127.0.0.1:${port}`
  const service = await startService({ corsOrigins, onLog: (line) => log.push(JSON.parse(line)) })
  onTestFinished(service.stop)
  const open = await startBrowser()
  const [allowed, other] = [await open(`http://127.0.0.1:${port}`), await open(`http://localhost:${port}`)]
  const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/)
  const callOf = async (method: string) => {
    const key = await service.newKey()
    const call = `settled(clientOf(${JSON.stringify(key)}, ${JSON.stringify(service.url)}).${method})`
    return {
      call,
      total: async () => (await createClient({ baseUrl: service.url, apiKey: key }).customers.list()).total,
    }
  }

  expect(await allowed(`session(${JSON.stringify([await service.newKey(), service.url]).slice(1, -1)})`)).toEqual(
    SESSION,
  )
  const preflights = log.filter(({ method }) => method === 'OPTIONS')
  expect(preflights.map(({ route, status }) => `${route} ${status}`)).toEqual(
    expect.arrayContaining([
      '/v1/customers 204',
      '/v1/customers/:customer_id 204',
      '/v1/customers/external/:external_id 204',
    ]),
  )

  const upsert = await callOf(`upsert('crm-1', {})`)
  expect(await allowed(upsert.call)).toEqual([201, '"1"', requestId, expect.stringContaining('"writes"')])
  expect(await upsert.total()).toBe(1)
  const get = await callOf(`getByExternalId('crm-1')`)
  await get.total()
  await service.endpoint.inject({ fault: 'bad_gateway', times: null })
  const failure = await allowed(get.call).finally(() => service.endpoint.inject())
  expect(failure).toEqual(['ServerError', 'database_unavailable', requestId, expect.any(Number)])

  for (const method of [`upsert('crm-2', {})`, `create({})`, 'list()']) {
    const { call, total } = await callOf(method)
    expect(await other(call)).toEqual(['ConnectionError', 'connection_failed', undefined, undefined])
    expect(await total()).toBe(0)
  }
})
