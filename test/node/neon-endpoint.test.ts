import { type NeonQueryFunction, neon, neonConfig } from '@neondatabase/serverless'
import { test as base, describe, expect, inject, onTestFinished } from 'vitest'
import { findFreePort } from '../../src/local/cluster.ts'
import { startNeonEndpoint } from '../../src/local/neon-endpoint.ts'
import { makeOwnDatabase } from '../setup/own-database.ts'

type Sql = NeonQueryFunction<false, false>

/** Each test has a database and an endpoint of its own. */
const test = base.extend<{ database: string; endpoint: string; sql: Sql }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of what is used from this pattern
  database: async ({}, use) => {
    const own = await makeOwnDatabase(inject('database').ownerUrl)
    await use(own.url)
    await own.remove()
  },
  endpoint: async ({ database }, use) => {
    const endpoint = await startNeonEndpoint({ database: addressOf(database) })
    await use(endpoint.url)
    await endpoint.close()
  },
  sql: async ({ database, endpoint }, use) => {
    neonConfig.fetchEndpoint = endpoint
    await use(neon(database))
  },
})

const addressOf = (url: string) => ({ host: new URL(url).hostname, port: Number(new URL(url).port) })

/** Sends a request as the driver does, but for what `headers` says. */
async function post(endpoint: string, database: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'Neon-Connection-String': database, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}

describe('the driver', () => {
  test('reads rows of a single query with their types', async ({ sql }) => {
    expect(await sql`select ${7}::int as number, ${'é'} as text, ${true}::bool as flag, null as nothing`).toEqual([
      { number: 7, text: 'é', flag: true, nothing: null },
    ])
    expect(await sql.query('select 1 as a, 2 as b', [], { arrayMode: true })).toEqual([[1, 2]])
  })

  test('learns fields, command and count', async ({ sql }) => {
    await sql`create table things (id int, name varchar(20))`
    const result = await sql.query(`insert into things values (1, 'a'), (2, 'b') returning name`, [], {
      fullResults: true,
    })
    expect(result).toMatchObject({ command: 'INSERT', rowCount: 2, rowAsArray: false })
    expect(result.fields).toEqual([
      expect.objectContaining({
        name: 'name',
        dataTypeID: 1043,
        columnID: 2,
        dataTypeSize: -1,
        dataTypeModifier: 24,
        format: 'text',
      }),
    ])
  })

  test('gets the results of a batch in order, from one transaction', async ({ sql }) => {
    const results = await sql.transaction([
      sql`create table things (id int)`,
      sql`insert into things values (1)`,
      sql`select count(*)::int as count, txid_current_if_assigned() is not null as writing from things`,
    ])
    expect(results[2]).toEqual([{ count: 1, writing: true }])
  })

  test('finds nothing of a batch that failed', async ({ sql }) => {
    await sql`create table things (id int primary key)`
    const twice = [sql`insert into things values (1)`, sql`insert into things values (1)`]
    await expect(sql.transaction(twice)).rejects.toMatchObject({ code: '23505' })
    expect(await sql`select * from things`).toEqual([])
  })

  test('has isolation level, read only and deferrable in force', async ({ sql }) => {
    const options = { isolationLevel: 'Serializable', readOnly: true, deferrable: true } as const
    const show = ['transaction_isolation', 'transaction_read_only', 'transaction_deferrable'].map((name) =>
      sql.query(`select current_setting('${name}') as value`),
    )
    const values = (await sql.transaction(show, options)).map(([row]) => row?.value)
    expect(values).toEqual(['serializable', 'on', 'on'])
    const write = sql.transaction([sql`create table things (id int)`], { readOnly: true })
    await expect(write).rejects.toMatchObject({ code: '25006' })
  })

  test('sees every field of an error', async ({ sql }) => {
    await sql`create table things (id int constraint small check (id < 10))`
    await expect(sql`insert into things values (11)`).rejects.toMatchObject({
      ...{
        name: 'NeonDbError',
        severity: 'ERROR',
        code: '23514',
        schema: 'public',
        table: 'things',
        constraint: 'small',
      },
      ...{
        detail: expect.stringContaining('11'),
        file: 'execMain.c',
        line: expect.any(String),
        routine: 'ExecConstraints',
      },
    })
    await expect(sql`select nothing`).rejects.toMatchObject({ code: '42703', position: '8' })
    const inside = sql`do $$ begin execute 'select nothing'; end $$`
    await expect(inside).rejects.toMatchObject({
      internalPosition: '8',
      internalQuery: 'select nothing',
      where: /PL\/pgSQL/,
    })
  })

  test('is refused two statements in one query', async ({ sql }) => {
    await expect(sql.query('select 1; select 2')).rejects.toMatchObject({ code: '42601' })
  })

  test('works as the role of its connection string', async ({ endpoint }) => {
    neonConfig.fetchEndpoint = endpoint
    const { loginUrl } = inject('database')
    expect(await neon(loginUrl)`select current_user as role`).toEqual([{ role: 'api_login' }])
    const wrong = loginUrl.replace(/:[^:@]+@/, ':wrong@')
    await expect(neon(wrong)`select 1`).rejects.toMatchObject({ code: '28P01' })
  })
})

describe('the protocol', () => {
  test('gives raw text to who asks for it, and JSON to who does not', async ({ endpoint, database }) => {
    const query = `select true as bool, 7::int2 as int, 1.5::float8 as float, 'NaN'::float8 as nan, 9::int8 as big,
      '{"a":[1]}'::jsonb as json, '{1,NULL}'::int[] as ints, '{{a,"b,\\"c"},{NULL,"NULL"}}'::text[] as texts`
    const text = await post(endpoint, database, { query }, { 'Neon-Raw-Text-Output': 'true' })
    expect(text.body.rows).toEqual([
      {
        ...{ bool: 't', int: '7', float: '1.5', nan: 'NaN', big: '9', json: '{"a": [1]}' },
        ...{ ints: '{1,NULL}', texts: '{{a,"b,\\"c"},{NULL,"NULL"}}' },
      },
    ])
    const json = await post(endpoint, database, { query }, { 'Neon-Array-Mode': 'true' })
    expect(json.body).toMatchObject({ rowAsArray: true, rowCount: 1, command: 'SELECT' })
    const texts = [
      ['a', 'b,"c'],
      [null, 'NULL'],
    ]
    expect(json.body.rows).toEqual([[true, 7, 1.5, 'NaN', '9', { a: [1] }, [1, null], texts]])
  })

  test('lets each query of a batch choose its array mode', async ({ endpoint, database }) => {
    const queries = [{ query: 'select 1 as a' }, { query: 'select 2 as a', arrayMode: false }]
    const { body } = await post(endpoint, database, { queries }, { 'Neon-Array-Mode': 'true' })
    expect(body.results.map(({ rows }: { rows: unknown }) => rows)).toEqual([[[1]], [{ a: 2 }]])
  })

  test('takes parameters as the proxy does', async ({ endpoint, database }) => {
    const query = 'select $1::int as a, $2::bool as b, $3::jsonb as c, $4::text[] as d, $5::int as e, $6 as f'
    const params = [1, true, { k: 'v' }, ['x"y', null, 2], null, 'text']
    const { body } = await post(endpoint, database, { query, params })
    expect(body.rows).toEqual([{ a: 1, b: true, c: { k: 'v' }, d: ['x"y', null, '2'], e: null, f: 'text' }])
  })

  test('keeps microseconds', async ({ endpoint, database }) => {
    const query = `select '2026-01-02T03:04:05.123456Z'::timestamptz as at`
    const { body } = await post(endpoint, database, { query }, { 'Neon-Raw-Text-Output': 'true' })
    expect(body.rows).toEqual([{ at: '2026-01-02 03:04:05.123456+00' }])
  })

  test('takes only the exact word true', async ({ endpoint, database }) => {
    const queries = [{ query: 'show transaction_read_only' }, { query: 'show transaction_deferrable' }]
    const headers = { 'Neon-Batch-Read-Only': 'True', 'Neon-Batch-Deferrable': '1', 'Neon-Array-Mode': 'true' }
    const { body } = await post(endpoint, database, { queries }, headers)
    expect(body.results.map(({ rows }: { rows: unknown }) => rows)).toEqual([[['off']], [['off']]])
  })

  test.for([
    ['an unknown isolation level', {}, { queries: [] }, { 'Neon-Batch-Isolation-Level': 'serializable' }],
    ['another host', { host: 'db.example.com' }, { query: 'select 1' }, {}],
    ['another port', { port: '1' }, { query: 'select 1' }, {}],
    ['a string that is no URL', { href: 'nonsense' }, { query: 'select 1' }, {}],
    ['a database that does not exist', { pathname: '/nowhere' }, { query: 'select 1' }, {}],
    ['a body that is no JSON', {}, '{"query":', {}],
    ['a body that is no query', {}, { text: 'select 1' }, {}],
  ] as const)('answers 400 to %s', async ([, change, body, headers], { endpoint, database }) => {
    const url = 'href' in change ? change.href : Object.assign(new URL(database), change).href
    const answer = await post(endpoint, url, body, headers)
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringMatching(/\w/) } })
    expect(answer.body.message).not.toContain(new URL(database).password)
  })

  test('answers other paths with 404', async ({ endpoint }) => {
    for (const path of ['/', '/sql', '/sql/x']) {
      const response = await fetch(new URL(path, endpoint))
      expect([response.status, await response.json()]).toEqual([404, { message: expect.any(String) }])
    }
  })

  test('refuses a request over 10 MiB, and takes back a batch whose answer is', async ({ endpoint, database, sql }) => {
    const large = await post(endpoint, database, { query: 'select $1', params: ['x'.repeat(10 * 1024 * 1024)] })
    expect(large.status).toBe(413)
    const queries = [{ query: 'create table things (id int)' }, { query: `select repeat('x', 11000000)` }]
    expect((await post(endpoint, database, { queries })).status).toBe(507)
    expect(await sql`select to_regclass('things') as found`).toEqual([{ found: null }])
  })

  test('answers 500 when the database is not there', async () => {
    const port = await findFreePort()
    const endpoint = await startNeonEndpoint({ database: { host: '127.0.0.1', port } })
    onTestFinished(() => endpoint.close())
    const answer = await post(endpoint.url, `postgres://a:b@127.0.0.1:${port}/c`, { query: 'select 1' })
    expect(answer).toMatchObject({ status: 500, body: { message: /ECONNREFUSED/ } })
  })
})

describe('connections', () => {
  const pid = async (sql: Sql) => (await sql`select pg_backend_pid() as pid`)[0]?.pid

  test('are thrown away after a failed query, and kept after a failed batch', async ({ sql }) => {
    const first = await pid(sql)
    expect(await pid(sql)).toBe(first)
    await expect(sql`select nothing`).rejects.toThrow()
    const second = await pid(sql)
    expect(second).not.toBe(first)
    await expect(sql.transaction([sql`select nothing`])).rejects.toThrow()
    expect(await pid(sql)).toBe(second)
  })

  test('keep their settings from one request to the next, as at Neon', async ({ sql }) => {
    await sql`select set_config('app.left', 'behind', false)`
    expect(await sql`select current_setting('app.left') as value`).toEqual([{ value: 'behind' }])
  })

  test('are never more than twenty for a role', async ({ sql }) => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => sql`select pg_backend_pid() as pid, pg_sleep(0.02)::text as slept`),
    )
    expect(new Set(answers.map(([row]) => row?.pid)).size).toBeLessThanOrEqual(20)
  })

  test('that the server cut do not stay in the pool for long', async ({ sql, database }) => {
    const first = await pid(sql)
    neonConfig.fetchEndpoint = inject('database').endpoint
    await neon(database)`select pg_terminate_backend(${first})`
    await expect.poll(() => pid(sql).catch(() => first)).not.toBe(first)
  })
})

test('the statistics count requests and statements, but not begin and commit', async ({ sql, endpoint }) => {
  await sql`select 1`
  await sql.transaction([sql`select 1`, sql`select 2`, sql`select 3`])
  const response = await fetch(endpoint.replace('/sql', '/stats'))
  expect(await response.json()).toEqual({ requests: 2, statements: 4 })
})

test('a latency is felt by every answer', async ({ database }) => {
  const endpoint = await startNeonEndpoint({ database: addressOf(database), latency: 120 })
  onTestFinished(() => endpoint.close())
  for (const query of ['select 1', 'select nothing']) {
    const start = performance.now()
    await post(endpoint.url, database, { query })
    expect(performance.now() - start).toBeGreaterThanOrEqual(115)
  }
})
