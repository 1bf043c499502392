import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { test as base, describe, expect, inject, onTestFinished, vi } from 'vitest'
import { createTenant } from '../../src/admin/tenants.ts'
import { createApp } from '../../src/app.ts'
import { hashKey } from '../../src/auth/key.ts'
import { sql } from '../../src/db/sql.ts'
import { byKey, tenantDb } from '../../src/db/tenant-db.ts'
import { startNeonEndpoint } from '../../src/local/neon/endpoint.ts'
import { addressOf } from '../setup/endpoint-test.ts'
import { createMigratedDatabase, oneAtATime } from '../setup/migrated-database.ts'
import { runSql } from '../setup/own-database.ts'

type Result = { status: number; retryAfter: string | null; body: Record<string, unknown>; log: string; ms: number }

/** This file's own database and endpoint, where the role has shorter timeouts so that no test is slow. */
const test = base.extend<{ own: { url: string; loginUrl: string; endpoint: string; tenantId: string; key: string } }>({
  own: [
    async ({}, use) => {
      const { ownerUrl, loginUrl } = inject('database')
      const { url, remove } = await createMigratedDatabase(ownerUrl)
      const name = new URL(url).pathname.slice(1)
      for (const setting of [`statement_timeout = '400ms'`, `lock_timeout = '200ms'`]) {
        await oneAtATime(ownerUrl, () => runSql(url, `alter role api_login in database ${name} set ${setting}`))
      }
      const { tenant, keys } = await createTenant((text, values) => runSql(url, text, values), { slug: 'a', name: 'A' })
      const endpoint = await startNeonEndpoint({ database: addressOf(url) })
      const login = Object.assign(new URL(loginUrl), { pathname: `/${name}` }).href
      await use({ url, loginUrl: login, endpoint: endpoint.url, tenantId: tenant.id, key: keys.live.key })
      await endpoint.close()
      await remove()
    },
    { scope: 'file' },
  ],
})

/** Creates a customer through the whole API with a cached key, so that only the batch reaches the database. */
async function create(own: { loginUrl: string; endpoint: string; tenantId: string; key: string }, fields: object) {
  const caller = { tenantId: own.tenantId, keyId: own.tenantId, role: 'admin', scopes: ['*'], customerId: null }
  const KEYS = { get: async () => ({ ...caller, expiresAt: null }) }
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const start = performance.now()
  try {
    const headers = { 'X-Api-Key': own.key, 'Content-Type': 'application/json' }
    const request = new Request('http://api.example/v1/customers', {
      method: 'POST',
      headers,
      body: JSON.stringify(fields),
    })
    const env = { KEYS, DATABASE_URL: own.loginUrl, DATABASE_ENDPOINT: own.endpoint }
    const response = await createApp().fetch(request, env as never)
    const result: Result = {
      status: response.status,
      retryAfter: response.headers.get('Retry-After'),
      body: (await response.json()) as Result['body'],
      log: log.mock.calls.join('\n'),
      ms: performance.now() - start,
    }
    return result
  } finally {
    log.mockRestore()
  }
}

const UNAVAILABLE = { status: 503, retryAfter: '2', body: { code: 'database_unavailable' } }

/** Runs a statement before each customer is inserted. */
async function beforeEachCustomer(url: string, statement: string) {
  await runSql(
    url,
    `create function public.meanwhile() returns trigger language plpgsql as $$ begin ${statement}; return new; end $$;
     grant execute on function public.meanwhile() to api_tenant;
     create trigger meanwhile before insert on customers for each row execute function public.meanwhile()`,
  )
  onTestFinished(async () => void (await runSql(url, 'drop function public.meanwhile cascade')))
}

describe('the response is 503 with Retry-After', () => {
  test('if a statement takes too long', async ({ own }) => {
    expect(await create(own, {})).toMatchObject({ status: 201 })
    await beforeEachCustomer(own.url, 'perform pg_sleep(5)')
    const result = await create(own, {})
    expect(result).toMatchObject({ ...UNAVAILABLE, log: expect.stringContaining('57014') })
    expect(result.ms).toBeLessThan(3_000)
  })

  test('if another transaction holds a lock for too long', async ({ own }) => {
    const other = new Client({ connectionString: own.url })
    await other.connect()
    onTestFinished(() => other.end())
    await other.query('begin')
    await other.query(`insert into customers (tenant_id, email) values ($1, 'held@x.example')`, [own.tenantId])
    const result = await create(own, { email: 'held@x.example' })
    expect(result).toMatchObject({ ...UNAVAILABLE, log: expect.stringContaining('55P03') })
    await other.query('rollback')
    expect(await create(own, { email: 'held@x.example' })).toMatchObject({ status: 201 })
  })

  test('if the endpoint never responds', async ({ own }) => {
    const silent = await serve(() => undefined)
    const wait = AbortSignal.timeout
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation((limit) => wait.call(AbortSignal, limit / 100))
    onTestFinished(() => timeout.mockRestore())
    const result = await Promise.race([create({ ...own, endpoint: silent }, {}), sleep(5_000)])
    expect(result).toMatchObject({ ...UNAVAILABLE, log: expect.stringContaining('no response') })
    // Longer than the timeout of statements, whose error is more specific, and shorter than callers wait.
    expect(timeout).toHaveBeenCalledExactlyOnceWith(15_000)
  })
})

test('a missing result is a failure, not an empty response', async ({ own }) => {
  const short = await serve(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const headers = Object.entries(request.headers).filter(([name]) => name.startsWith('neon-')) as [string, string][]
    const upstream = await fetch(own.endpoint, { method: 'POST', headers, body: Buffer.concat(chunks) })
    const { results } = (await upstream.json()) as { results: unknown[] }
    response.end(JSON.stringify({ results: results.slice(0, -1) }))
  })
  const aTest = { id: 'aTest', scope: null, roles: ['admin'] }
  const enter = byKey({ hash: await hashKey(own.key), tenantId: own.tenantId }, aTest, 'a-request')
  const db = tenantDb({ env: { DATABASE_URL: own.loginUrl, DATABASE_ENDPOINT: short }, enter, access: 'read' })
  await expect(db.batch([sql`select 1`])).rejects.toThrow('too few results')
  expect(await create({ ...own, endpoint: short }, {})).toMatchObject({ status: 500, body: { code: 'internal_error' } })
})

test('the log of an internal error contains no parameters or statements, and the response no details', async ({
  own,
}) => {
  await beforeEachCustomer(own.url, `raise exception 'about %', new.email using detail = new.company_name`)
  const fields = { email: 'steve@private.example', company_name: 'Private Plumbing' }
  const { status, body, log } = await create(own, fields)
  expect(status).toBe(500)
  expect(body).toEqual({ code: 'internal_error', detail: expect.any(String), request_id: expect.any(String) })
  expect(JSON.parse(log)).toMatchObject({ level: 'error', failure: { name: 'NeonDbError', code: 'P0001' } })
  for (const text of [log, JSON.stringify(body)]) {
    expect(text).not.toMatch(/private|insert into|select |set_config|meanwhile|about/i)
  }
  expect(log).not.toContain(own.key)
})

/** Starts a server in place of the endpoint. @returns its URL. */
async function serve(handle: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<string> {
  const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/sql`
}
