import { createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import { bundle } from '../client/bundle.ts'
import { serviceTest as test } from '../client/service.ts'
import { SESSION } from '../client/session.ts'
import { browserPath, launch, SKIPPED } from './launch.ts'

const SCRIPT = `
import { createClient } from 'customer-management-api/client'
import { runSession } from './session.ts'
globalThis.session = (key) => runSession(createClient, location.origin, key)`

/** Serves a page with the script, and the API on the same origin. */
async function startSite(api: string, script: string) {
  const server = createServer((request, response) => {
    if (request.url === '/') return response.end('<script type="module" src="/script.js"></script>')
    if (request.url === '/script.js') return response.setHeader('Content-Type', 'text/javascript').end(script)
    const { method, headers, url = '' } = request
    const forwarded = send(new URL(url, api), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    return request.pipe(forwarded)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => server.close() }
}

test.skipIf(!browserPath)(`the session runs in a browser${SKIPPED}`, async ({ service, onTestFinished }) => {
  const site = await startSite(service.url, await bundle(SCRIPT))
  onTestFinished(() => void site.stop())
  const browser = await launch()
  onTestFinished(() => browser.close())

  const page = await browser.newPage()
  await page.goto(site.url)
  const result = await page.evaluate(`session(${JSON.stringify(await service.newKey())})`)
  expect(result).toEqual(SESSION)
})
