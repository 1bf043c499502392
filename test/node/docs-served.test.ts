import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findFreePort } from '../../src/local/postgres/cluster.ts'
import { removeDataFolder } from '../../src/local/postgres/places.ts'
import { makeThrowAwayFolder } from '../../src/local/postgres/throw-away.ts'
import { startReady } from '../setup/dev-run.ts'

let dataDir: string
let run: Awaited<ReturnType<typeof startReady>>

beforeAll(async () => {
  dataDir = await makeThrowAwayFolder()
  run = await startReady(['--no-seed', '--port', String(await findFreePort()), '--data', dataDir])
})
afterAll(async () => {
  run?.npm.kill('SIGTERM')
  await run?.ended
  await removeDataFolder(dataDir)
})

const load = (path: string, request?: RequestInit) =>
  fetch(`${run.line.api}${path}`, { redirect: 'manual', ...request })

/** The sources that the policy of a response allows, by directive. */
function policyOf({ headers }: Response): Record<string, string> {
  const directives = headers.get('Content-Security-Policy')?.split('; ') ?? []
  return Object.fromEntries(directives.map((text) => [text.split(' ')[0], text.split(' ').slice(1).join(' ')]))
}

const NOTHING_ELSE = {
  'default-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

describe('/docs', () => {
  test.each(['/docs', '/docs/errors', '/docs/reference'])('%s is a page that browsers revalidate', async (path) => {
    const response = await load(path)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'strict-transport-security': 'max-age=63072000',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    })
    const etag = response.headers.get('ETag') ?? ''
    expect((await load(path, { headers: { 'If-None-Match': etag } })).status).toBe(304)
    expect((await load(path, { method: 'HEAD' })).status).toBe(200)
  })

  test('allows a guide its own stylesheet, script and icon, and nothing inline', async () => {
    const own = { 'script-src': "'self'", 'style-src': "'self'", 'img-src': "'self'" }
    for (const path of ['/docs', '/docs/errors', '/docs/nothing']) {
      expect(policyOf(await load(path)), path).toEqual({ ...NOTHING_ELSE, ...own })
    }
  })

  test('allows the reference also requests to its own origin and inline styles, but no inline script', async () => {
    expect(policyOf(await load('/docs/reference'))).toEqual({
      ...NOTHING_ELSE,
      'script-src': "'self'",
      'style-src': "'self' 'unsafe-inline'",
      'img-src': "'self' data:",
      'connect-src': "'self'",
    })
  })

  test('lets browsers cache assets, whose names change with their content', async () => {
    const page = await (await load('/docs/reference')).text()
    const assets = [...page.matchAll(/"(\/docs\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '')
    expect(assets.length).toBeGreaterThan(4)
    for (const path of assets) {
      const response = await load(path)
      expect([path, response.status]).toEqual([path, 200])
      expect(response.headers.get('Cache-Control')).toBe('public, max-age=3600')
      expect(path).toMatch(/\.[0-9a-f]{12}\.|scalar-\d+\.\d+\.\d+\//)
    }
  })

  test.each([
    ['/docs/', '/docs'],
    ['/docs/errors/', '/docs/errors'],
    ['/docs/errors.html', '/docs/errors'],
  ])('%s redirects to %s', async (path, to) => {
    const response = await load(path)
    expect([response.status, response.headers.get('Location')]).toEqual([307, to])
  })

  test('shows a page for an address that does not exist, and allows only reading', async () => {
    const response = await load('/docs/nothing')
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('<h1>Page not found</h1>')
    expect((await load('/docs', { method: 'POST' })).status).toBe(405)
  })
})

describe('every other path', () => {
  test.each(['/index.html', '/404.html', '/_headers', '/docs.html', '/docsx', '/v1/docs', '/src/docs/build.ts'])(
    '%s gets a response of the API, not a file',
    async (path) => {
      const response = await load(path)
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ code: 'route_not_found' })
    },
  )

  test('keeps the API’s response to a method that it does not support', async () => {
    const response = await load('/v1/customers', { method: 'PATCH' })
    expect(response.status).toBe(405)
    expect(await response.json()).toMatchObject({ code: 'method_not_allowed' })
  })
})
