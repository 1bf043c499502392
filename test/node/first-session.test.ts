import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findFreePort } from '../../src/local/postgres/cluster.ts'
import { removeDataFolder } from '../../src/local/postgres/places.ts'
import { makeThrowAwayFolder } from '../../src/local/postgres/throw-away.ts'
import { runAdmin } from '../setup/admin-run.ts'
import { root, startReady } from '../setup/dev-run.ts'

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

/** What differs from run to run: ids, times, keys, addresses and the owner's password. */
function settled(text: string): string {
  return text
    .replace(/\b(evt|sub)_[0-9a-z]{6,}/g, '$1_…')
    .replace(/"[0-9a-f]{8}-[0-9a-f-]{27}"/g, '"…"')
    .replace(/"\d{4}-\d\d-\d\dT[^"]*Z"/g, '"…"')
    .replace(/hc_live_[0-9A-Za-z]{49}/g, 'hc_live_…')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://127.0.0.1:8787')
    .replace(/owner:\w+@127\.0\.0\.1:\d+/, 'owner:…@127.0.0.1:5432')
}

describe('the README’s first session', () => {
  test('is what a new user sees, word for word, apart from keys, ids and times', async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8')
    const [, session = ''] = [...readme.matchAll(/```console\n([\s\S]*?)```/g)].map(([, text]) => text)
    const commands = [...session.matchAll(/^\$ (.*)$/gm)].map(([, command]) => command ?? '')
    expect(commands.length).toBeGreaterThan(12)

    // One shell for all of them, as in one terminal; after each command a newline where its answer ended in none.
    const here = (command: string) =>
      command.replace('http://127.0.0.1:8787', run.line.api).replace('admin --', `admin -- --data '${dataDir}'`)
    const script = commands.map((command) => `cat <<'SHOWN'\n$ ${command}\nSHOWN\n${here(command)}\necho`).join('\n')
    const { stdout } = await promisify(execFile)('sh', ['-c', script], { cwd: root })
    const lines = (text: string) => text.split('\n').filter((line) => line !== '')
    expect(lines(settled(stdout))).toEqual(lines(session))
  })

  test('begins with what npm run dev prints', async () => {
    const { formatBanner } = await import('../../src/local/banner.ts')
    const readme = await readFile(join(root, 'README.md'), 'utf8')
    const [, banner = ''] = /```console\n([\s\S]*?)```/.exec(readme) ?? []
    expect(settled(formatBanner(run.line, { dataDir, foreign: false }))).toContain(banner.trimEnd())
  })
})

describe('stripe demo-event', () => {
  const demo = (...args: string[]) => runAdmin(['stripe', 'demo-event', ...args, '--data', dataDir, '--json'])
  const headers = () => ({ 'X-Api-Key': run.line.keys.fieldline?.live ?? '', 'Content-Type': 'application/json' })

  test('gives a customer an active subscription, and another when sent again', async () => {
    const made = await fetch(`${run.line.api}/v1/customers`, { method: 'POST', headers: headers(), body: '{}' })
    const { id } = (await made.json()) as { id: string }
    for (const count of [1, 2]) {
      const { code, stdout, stderr } = await demo('fieldline', id)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      const { events, ...ids } = JSON.parse(stdout)
      expect(events.map(({ status }: { status: string }) => status)).toEqual(['applied', 'applied', 'applied'])

      const answer = await fetch(`${run.line.api}/v1/customers/${id}`, { headers: headers() })
      expect(await answer.json()).toMatchObject({
        stripe_customer_id: ids.stripe_customer_id,
        active_subscription_count: count,
        subscriptions: expect.arrayContaining([
          expect.objectContaining({ stripe_subscription_id: ids.stripe_subscription_id, status: 'active' }),
        ]),
      })
    }
  })

  test('refuses in one sentence what is not there', async () => {
    const nobody = crypto.randomUUID()
    expect((await demo('fieldline', nobody)).stderr).toBe(`The tenant "fieldline" has no customer ${nobody}.\n`)
    expect((await demo('nothing', nobody)).stderr).toBe(
      'No tenant "nothing" exists. Use "tenant list" to see the slugs.\n',
    )
    expect((await demo('fieldline', 'steve')).stderr).toMatch(
      / is invalid for argument 'customer id'\. Input should be a valid UUID/,
    )
  })
})

describe('/stats, on a warm key', () => {
  test('shows one request to the database for a call of each operation', async () => {
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
