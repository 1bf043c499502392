import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createTenant } from '../../src/admin/tenants.ts'
import { createApp } from '../../src/app.ts'
import { startThrowAwayCluster } from '../../src/local/postgres/throw-away.ts'
import { prepareStack, type Stack } from '../../src/local/stack.ts'
import { startFaultyEndpoint } from '../setup/faults.ts'
import { logged } from '../setup/faulty-api.ts'
import { runSql } from '../setup/own-database.ts'

// Lock 5 at run time. Roles belong to the whole server, so this test needs its own.

let stack: Stack
let key: string
beforeAll(async () => {
  stack = await prepareStack(await startThrowAwayCluster(() => undefined))
  const query = (text: string, values?: unknown[]) => runSql(stack.cluster.ownerUrl, text, values)
  key = (await createTenant(query, { slug: 'a', name: 'A' })).keys.live.key
})
afterAll(() => stack.stop())

/** Sends a request, by default to a Worker that has just started. */
async function send(method: string, path: string, app = createApp(), endpoint = stack.endpoint.url): Promise<Response> {
  const KEYS = { get: async () => null, put: async () => undefined, delete: async () => undefined }
  const bindings = { KEYS, DATABASE_URL: stack.loginUrl, DATABASE_ENDPOINT: endpoint }
  const context = { waitUntil: () => undefined, passThroughOnException: () => undefined }
  const headers = { 'X-Api-Key': key, 'Content-Type': 'application/json' }
  const request = new Request(`http://api.example${path}`, {
    method,
    headers,
    ...(method === 'POST' && { body: '{}' }),
  })
  return app.fetch(request, bindings as never, context as never)
}

describe.each([
  ['GET', '/v1/customers', 200],
  ['POST', '/v1/customers', 201],
])('%s %s', (method, path, status) => {
  test('is served while the login role has exactly its privileges', async () => {
    expect((await send(method, path)).status).toBe(status)
  })

  test.each([
    ['alter role api_login createrole', 'alter role api_login nocreaterole', 'the login role may create roles'],
    [
      'grant insert on audit_log to api_tenant',
      'revoke insert on audit_log from api_tenant',
      'api_tenant may write audit_log, which only functions write',
    ],
  ])('is rejected, and changes nothing, after: %s', async (change, revert, reason) => {
    const superuser = stack.cluster.url('postgres', stack.cluster.secrets.superuser)
    const count = () => runSql(stack.cluster.ownerUrl, 'select count(*) from customers')
    const before = await count()
    await runSql(superuser, change)
    try {
      const { result, lines } = await logged(() => send(method, path))
      expect(result.status).toBe(503)
      expect(await result.json()).toMatchObject({ code: 'not_ready' })
      expect(lines.at(-1)?.failure).toBe(reason)
    } finally {
      await runSql(superuser, revert)
    }
    expect(await count()).toEqual(before)
  })
})

test('is repeated after six seconds if it never ended, because its request was cancelled', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const endpoint = await startFaultyEndpoint(stack.endpoint.url)
  const app = createApp()
  await endpoint.inject({ fault: 'hang', times: null })
  await logged(async () => {
    const lost = send('POST', '/v1/customers', app, endpoint.url)
    // One for the key, and one for the privileges of the login role.
    await expect.poll(async () => (await endpoint.counts()).faults).toBe(2)
    await endpoint.inject()
    vi.setSystemTime(Date.now() + 6_001)
    const next = await send('POST', '/v1/customers', app, endpoint.url)
    const advice =
      'A check that never ends must not keep an isolate from serving: see LOST_MS in src/db/login-check.ts.'
    expect(next.status, advice).toBe(201)
    await lost
  })
})
