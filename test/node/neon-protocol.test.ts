import { describe, expect, onTestFinished } from 'vitest'
import { startNeonEndpoint } from '../../src/local/neon/endpoint.ts'
import { findFreePort } from '../../src/local/postgres/cluster.ts'
import { createRole, post, test } from '../setup/endpoint-test.ts'

describe('the protocol', () => {
  test('returns raw text on request, and JSON otherwise', async ({ endpoint, database }) => {
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
    expect(body.results.map(({ rows }) => rows)).toEqual([[[1]], [{ a: 2 }]])
  })

  test('accepts parameters like the proxy', async ({ endpoint, database }) => {
    const query = 'select $1::int as a, $2::bool as b, $3::jsonb as c, $4::text[] as d, $5::int as e, $6 as f'
    const params = [1, true, { k: 'v' }, ['x"y', null, 2], null, 'text']
    const { body } = await post(endpoint, database, { query, params })
    expect(body.rows).toEqual([{ a: 1, b: true, c: { k: 'v' }, d: ['x"y', null, '2'], e: null, f: 'text' }])
  })

  test('preserves microseconds', async ({ endpoint, database }) => {
    const query = `select '2026-01-02T03:04:05.123456Z'::timestamptz as at`
    const { body } = await post(endpoint, database, { query }, { 'Neon-Raw-Text-Output': 'true' })
    expect(body.rows).toEqual([{ at: '2026-01-02 03:04:05.123456+00' }])
  })

  test('accepts only the exact word true', async ({ endpoint, database }) => {
    const queries = [{ query: 'show transaction_read_only' }, { query: 'show transaction_deferrable' }]
    const headers = { 'Neon-Batch-Read-Only': 'True', 'Neon-Batch-Deferrable': '1', 'Neon-Array-Mode': 'true' }
    const { body } = await post(endpoint, database, { queries }, headers)
    expect(body.results.map(({ rows }) => rows)).toEqual([[['off']], [['off']]])
  })

  test.for([
    ['an unknown isolation level', {}, { queries: [] }, { 'Neon-Batch-Isolation-Level': 'serializable' }],
    ['another host', { host: 'db.example.com' }, { query: 'select 1' }, {}],
    ['another port', { port: '1' }, { query: 'select 1' }, {}],
    ['a string that is not a URL', { href: 'nonsense' }, { query: 'select 1' }, {}],
    ['a database that does not exist', { pathname: '/nowhere' }, { query: 'select 1' }, {}],
    ['a body that is not JSON', {}, '{"query":', {}],
    ['a body that is not a query', {}, { text: 'select 1' }, {}],
    ['a body that is not UTF-8', {}, Buffer.from('{"query":"select \'\xff\'"}', 'latin1'), {}],
    ['a body that begins with a byte order mark', {}, '\ufeff{"query":"select 1"}', {}],
    ['a lone surrogate', {}, { query: 'select $1', params: ['\ud83d'] }, {}],
    ['a lone surrogate in the name of a field', {}, { query: 'select 1', '\ude00': 1 }, {}],
    ['a NUL character in a statement', {}, { query: 'select 1\0' }, {}],
  ] as const)('responds with 400 to %s', async ([, change, body, headers], { endpoint, database }) => {
    const url = 'href' in change ? change.href : Object.assign(new URL(database), change).href
    const response = await post(endpoint, url, body, headers)
    expect(response).toMatchObject({ status: 400, body: { message: expect.stringMatching(/\w/) } })
    expect(response.body.message).not.toContain(new URL(database).password)
  })

  test('responds with 404 to other paths', async ({ endpoint }) => {
    for (const path of ['/', '/sql', '/sql/x']) {
      const response = await fetch(new URL(path, endpoint))
      expect([response.status, await response.json()]).toEqual([404, { message: expect.any(String) }])
    }
  })

  test('accepts every character', async ({ endpoint, database }) => {
    const body = String.raw`{"query":"select $1 as text","params":["\ud83d\ude00😀\u00e9"]}`
    expect((await post(endpoint, database, body)).body.rows).toEqual([{ text: '😀😀é' }])
  })

  test('rejects a request over 10 MiB', async ({ endpoint, database }) => {
    const large = await post(endpoint, database, { query: 'select $1', params: ['x'.repeat(10 * 1024 * 1024)] })
    expect(large.status).toBe(413)
  })

  test('limits the bytes of a whole batch, and rolls it back', async ({ endpoint, database, sql }) => {
    // Each has half as many characters as bytes.
    const rows = { query: `select repeat('é', 3000000)` }
    const queries = [{ query: 'create table things (id int)' }, rows, rows, { query: 'select 1' }]
    expect((await post(endpoint, database, { queries })).status).toBe(507)
    expect(await sql`select to_regclass('things') as found`).toEqual([{ found: null }])
    expect((await post(endpoint, database, { queries: queries.slice(0, 2) })).status).toBe(200)
  })

  test('returns a first row of any size, but no further one', async ({ endpoint, database }) => {
    const query = `select repeat('x', 11000000) as text from generate_series(1, 2)`
    const first = await post(endpoint, database, { query: `${query} limit 1` })
    expect(first.body.rows).toEqual([{ text: 'x'.repeat(11_000_000) }])
    expect((await post(endpoint, database, { query })).status).toBe(507)
  })

  test.for([
    ['copy (select 1 where false) to stdout'],
    ['copy things from stdin'],
    ['copy (insert into things values (1) returning id) to stdout'],
  ])('rejects %s', async ([query = ''], { endpoint, database, sql }) => {
    await sql`create table things (id int)`
    const rejected = { status: 400, body: { message: 'unexpected message from server', code: '' } }
    expect(await post(endpoint, database, { queries: [{ query }, { query: 'select 1' }] })).toMatchObject(rejected)
    expect(await sql`select * from things`).toEqual([])
    expect(await post(endpoint, database, { query })).toMatchObject(rejected)
  })

  test('responds with 500 and no code if the database rejects the connection', async ({ endpoint, database }) => {
    const role = await createRole(database, 'login connection limit 0')
    const response = await post(endpoint, role.url, { query: 'select 1' })
    expect(response).toMatchObject({ status: 500, body: { message: /too many connections for role/, code: '' } })
  })

  test('responds with 500 if the database cannot be reached', async () => {
    const port = await findFreePort()
    const endpoint = await startNeonEndpoint({ database: { host: '127.0.0.1', port } })
    onTestFinished(() => endpoint.close())
    const response = await post(endpoint.url, `postgres://a:b@127.0.0.1:${port}/c`, { query: 'select 1' })
    expect(response).toMatchObject({ status: 500, body: { message: /ECONNREFUSED/ } })
  })
})
