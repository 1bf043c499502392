import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTenant } from '../../src/admin/tenants.ts'
import { createApp } from '../../src/app.ts'
import { startThrowAwayCluster } from '../../src/local/postgres/throw-away.ts'
import { prepareStack, type Stack } from '../../src/local/stack.ts'
import { logged } from '../setup/faulty-api.ts'
import { runSql } from '../setup/own-database.ts'

// Lock 5 at run time. Roles belong to the whole server, so this needs its own.

let stack: Stack
let key: string
beforeAll(async () => {
  stack = await prepareStack(await startThrowAwayCluster(() => undefined))
  const query = (text: string, values?: unknown[]) => runSql(stack.cluster.ownerUrl, text, values)
  key = (await createTenant(query, { slug: 'a', name: 'A' })).keys.live.key
})
afterAll(() => stack.stop())

/** Sends a request to a Worker that has just started. */
async function send(method: string, path: string): Promise<Response> {
  const KEYS = { get: async () => null, put: async () => undefined, delete: async () => undefined }
  const bindings = { KEYS, DATABASE_URL: stack.loginUrl, DATABASE_ENDPOINT: stack.endpoint.url }
  const context = { waitUntil: () => undefined, passThroughOnException: () => undefined }
  const headers = { 'X-Api-Key': key, 'Content-Type': 'application/json' }
  const request = new Request(`http://api.example${path}`, {
    method,
    headers,
    ...(method === 'POST' && { body: '{}' }),
  })
  return createApp().fetch(request, bindings as never, context as never)
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
