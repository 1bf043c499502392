import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findFreePort } from '../../src/local/postgres/cluster.ts'
import { removeDataFolder } from '../../src/local/postgres/places.ts'
import { makeThrowAwayFolder } from '../../src/local/postgres/throw-away.ts'
import { runAdmin } from '../setup/admin-run.ts'
import { startReady } from '../setup/dev-run.ts'
import { linesOf, normalize, runPage } from '../setup/docs-run.ts'
import { blocksOf, readPage } from '../setup/markdown.ts'

let dataDir: string
let run: Awaited<ReturnType<typeof startReady>>

beforeAll(async () => {
  dataDir = await makeThrowAwayFolder()
  run = await startReady(['--port', String(await findFreePort()), '--data', dataDir])
})
afterAll(async () => {
  run?.npm.kill('SIGTERM')
  await run?.ended
  await removeDataFolder(dataDir)
})

describe('the README’s first session', () => {
  test('is what a new user sees, word for word, apart from keys, ids and times', async () => {
    const blocks = await runPage('README.md', { api: run.line.api, dataDir })
    const [session] = blocks.filter(({ kind }) => kind === 'console')
    expect(session?.text.match(/^\$ /gm)?.length).toBeGreaterThan(12)

    expect(linesOf(session?.stdout ?? '')).toEqual(linesOf(session?.text ?? ''))
  })

  test('begins with what npm run dev prints', async () => {
    const { formatBanner } = await import('../../src/local/banner.ts')
    const banner = blocksOf(readPage('README.md')).find(({ text }) => text.startsWith('The API is ready'))
    expect(normalize(formatBanner(run.line, { dataDir, isExternal: false }))).toContain(banner?.text.trimEnd())
  })
})

describe('stripe demo-event', () => {
  const demo = (...args: string[]) => runAdmin(['stripe', 'demo-event', ...args, '--data', dataDir, '--json'])
  const headers = () => ({ 'X-Api-Key': run.line.keys.fieldline?.live ?? '', 'Content-Type': 'application/json' })

  test('gives a customer an active subscription, and another when sent again', async () => {
    const created = await fetch(`${run.line.api}/v1/customers`, { method: 'POST', headers: headers(), body: '{}' })
    const { id } = (await created.json()) as { id: string }
    for (const count of [1, 2]) {
      const { code, stdout, stderr } = await demo('fieldline', id)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      const { events, ...ids } = JSON.parse(stdout)
      expect(events.map(({ status }: { status: string }) => status)).toEqual(['applied', 'applied', 'applied'])

      const response = await fetch(`${run.line.api}/v1/customers/${id}`, { headers: headers() })
      expect(await response.json()).toMatchObject({
        stripe_customer_id: ids.stripe_customer_id,
        active_subscription_count: count,
        subscriptions: expect.arrayContaining([
          expect.objectContaining({ stripe_subscription_id: ids.stripe_subscription_id, status: 'active' }),
        ]),
      })
    }
  })

  test('rejects in one sentence a tenant or customer that does not exist', async () => {
    const unknownId = crypto.randomUUID()
    expect((await demo('fieldline', unknownId)).stderr).toBe(`The tenant "fieldline" has no customer ${unknownId}.\n`)
    expect((await demo('nothing', unknownId)).stderr).toBe(
      'No tenant "nothing" exists. Use "tenant list" to see the slugs.\n',
    )
    expect((await demo('fieldline', 'steve')).stderr).toMatch(
      /^'steve' is not a valid customer id\. Input should be a valid UUID/,
    )
  })
})

describe('/stats, with a cached key', () => {
  test('shows one request to the database per call of each operation', async () => {
    const { api, neon, keys } = run.line
    const headers = { 'X-Api-Key': keys.fieldline?.live ?? '', 'Content-Type': 'application/json' }
    const call = async (path: string, body?: object) => {
      const sent = body && { method: 'POST', body: JSON.stringify(body) }
      const response = await fetch(`${api}${path}`, { headers, ...sent })
      expect(response.ok, path).toBe(true)
      return response.json() as Promise<{ id: string }>
    }
    const requests = async () =>
      ((await (await fetch(neon.replace(/sql$/, 'stats'))).json()) as { requests: number }).requests

    const { id } = await call('/v1/customers', {})
    const calls: [string, object?][] = [
      ['/v1/customers'],
      ['/v1/customers?search=a&sort_by=email&page=2'],
      ['/v1/customers', { email: 'one-trip@example.com' }],
      [`/v1/customers/${id}`],
      [`/v1/customers/${id}/clone`, { source_customer_id: id, company_name: 'A copy' }],
    ]
    for (const [path, body] of calls) {
      const before = await requests()
      await call(path, body)
      expect((await requests()) - before, path).toBe(1)
    }
  })
})
