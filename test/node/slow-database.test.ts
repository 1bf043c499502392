import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { beforeEach, describe, expect, onTestFinished } from 'vitest'
import { hashKey } from '../../src/auth/key.ts'
import { sql } from '../../src/db/sql.ts'
import { byKey, tenantDb } from '../../src/db/tenant-db.ts'
import { beforeEachCustomer, test } from '../setup/faulty-api.ts'

const UNAVAILABLE = { status: 503, body: { code: 'database_unavailable' } }
const A_TEST = { id: 'aTest', scope: null, roles: ['admin'] }
const UNKNOWN = { status: 503, body: { code: 'outcome_unknown' } }

/** A request must have its response within 5 seconds; the rest allows for a busy machine. */
const LIMIT_MS = 5_500

beforeEach<import('../setup/faulty-api.ts').WithApi>(async ({ api }) => {
  await api.endpoint.inject()
  await api.send('GET', 'customers')
})

describe('the server gives up before the API does, and nothing is changed', () => {
  test('if a statement takes too long', async ({ api }) => {
    await beforeEachCustomer(api, 'perform pg_sleep(9)')
    const response = await api.send('POST', 'customers', { email: 'slow@x.example' })
    expect(response).toMatchObject({ ...UNAVAILABLE, calls: 1, lines: [{ failure: '57014' }] })
  })

  test('if several statements together take too long', async ({ api }) => {
    const enter = byKey({ hash: await hashKey(api.key), tenantId: api.tenantId }, A_TEST, 'a-request')
    const env = { DATABASE_URL: api.loginUrl, DATABASE_ENDPOINT: api.endpoint.url }
    const db = tenantDb({ env, enter, access: 'write' })
    const write = sql`insert into customers (email) values ('slow@x.example')`
    const error = await db.batch([write, sql`select pg_sleep(2)`, sql`select pg_sleep(2)`]).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'database_unavailable', options: { reason: '25P04' } })
    expect(await api.query(`select from customers where email = 'slow@x.example'`)).toHaveLength(0)
  })

  test('if another transaction holds a lock for too long', async ({ api }) => {
    const other = new Client({ connectionString: api.url })
    await other.connect()
    onTestFinished(() => other.end())
    await other.query('begin')
    await other.query(`insert into customers (tenant_id, email) values ($1, 'held@x.example')`, [api.tenantId])
    const response = await api.send('POST', 'customers', { email: 'held@x.example' })
    expect(response).toMatchObject({ ...UNAVAILABLE, lines: [{ failure: '55P03' }] })
    await other.query('rollback')
    expect(await api.send('POST', 'customers', { email: 'held@x.example' })).toMatchObject({ status: 201 })
  })
})

describe('the response arrives within the time limit', () => {
  test.for([
    ['never responds', 'hang'],
    ['drips its response', 'drip'],
  ] as const)('if the endpoint %s', async ([, fault], { api }) => {
    await api.fail(fault)
    const requests = [
      ['GET', undefined, {}, UNAVAILABLE],
      ['POST', {}, {}, UNKNOWN],
      ['POST', {}, { 'Idempotency-Key': crypto.randomUUID() }, UNKNOWN],
    ] as const
    await Promise.all(
      requests.map(async ([method, body, headers, expected]) => {
        const { status, body: response, ms } = await api.timed(method, 'customers', body, headers)
        expect({ status, body: response }).toMatchObject(expected)
        expect(ms).toBeLessThan(LIMIT_MS)
      }),
    )
  })

  test('if the endpoint does not even respond to the lookup of the key', async ({ api }) => {
    api.forgetKey()
    await api.fail('hang')
    const response = await api.send('POST', 'customers', {})
    expect(response).toMatchObject({ ...UNAVAILABLE, lines: [{ failure: 'timeout' }] })
    expect(response.ms).toBeLessThan(LIMIT_MS)
  })

  test('and succeeds if only the first call hangs', async ({ api }) => {
    await api.recover()
    await api.fail('hang', 1)
    const response = await api.send('GET', 'customers')
    expect(response).toMatchObject({ status: 200, calls: 2, lines: [{ attempts: 2, retried: ['timeout'] }] })
    expect(response.ms).toBeLessThan(LIMIT_MS)
  })

  test('not counting the time in which the client sends its body', async ({ api }) => {
    const body = new ReadableStream({
      async start(controller) {
        await sleep(5_500)
        controller.enqueue(new TextEncoder().encode('{"email":"patient@x.example"}'))
        controller.close()
      },
    })
    expect(await api.send('POST', 'customers', body)).toMatchObject({ status: 201 })
  })
})
