import { neon, neonConfig } from '@neondatabase/serverless'
import { describe, expect, inject, onTestFinished } from 'vitest'
import { startNeonEndpoint } from '../../src/local/neon/endpoint.ts'
import { addressOf, post, test } from '../setup/endpoint-test.ts'

describe('the driver', () => {
  test('reads rows of a single query with their types', async ({ sql }) => {
    expect(await sql`select ${7}::int as number, ${'é'} as text, ${true}::bool as flag, null as nothing`).toEqual([
      { number: 7, text: 'é', flag: true, nothing: null },
    ])
    expect(await sql.query('select 1 as a, 2 as b', [], { arrayMode: true })).toEqual([[1, 2]])
  })

  test('receives fields, command and row count', async ({ sql }) => {
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

  test('finds no changes of a batch that failed', async ({ sql }) => {
    await sql`create table things (id int primary key)`
    const twice = [sql`insert into things values (1)`, sql`insert into things values (1)`]
    await expect(sql.transaction(twice)).rejects.toMatchObject({ code: '23505' })
    expect(await sql`select * from things`).toEqual([])
  })

  test('can make a batch read-only or deferrable and choose its isolation level', async ({ sql }) => {
    const options = { isolationLevel: 'Serializable', readOnly: true, deferrable: true } as const
    const show = ['transaction_isolation', 'transaction_read_only', 'transaction_deferrable'].map((name) =>
      sql.query(`select current_setting('${name}') as value`),
    )
    const values = (await sql.transaction(show, options)).map(([row]) => row?.value)
    expect(values).toEqual(['serializable', 'on', 'on'])
    const write = sql.transaction([sql`create table things (id int)`], { readOnly: true })
    await expect(write).rejects.toMatchObject({ code: '25006' })
  })

  test('receives every field of an error', async ({ sql }) => {
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

  test('cannot send two statements in one query', async ({ sql }) => {
    await expect(sql.query('select 1; select 2')).rejects.toMatchObject({ code: '42601' })
  })

  test('works as the role of its connection string', async ({ endpoint }) => {
    neonConfig.fetchEndpoint = endpoint
    const { loginUrl } = inject('database')
    expect(await neon(loginUrl)`select current_user as role`).toEqual([{ role: 'api_login' }])
    const wrong = loginUrl.replace(/:[^:@]+@/, ':wrong@')
    const message = `password authentication failed for user 'api_login'`
    await expect(neon(wrong)`select 1`).rejects.toMatchObject({ message, code: '' })
  })
})

test('the statistics count requests and statements, but not begin and commit', async ({ sql, endpoint }) => {
  await sql`select 1`
  await sql.transaction([sql`select 1`, sql`select 2`, sql`select 3`])
  const response = await fetch(endpoint.replace('/sql', '/stats'))
  expect(await response.json()).toEqual({ requests: 2, statements: 4 })
})

test('a latency delays every response, in addition to the time of its query', async ({ database }) => {
  const endpoint = await startNeonEndpoint({ database: addressOf(database), latency: 120 })
  onTestFinished(() => endpoint.close())
  for (const [query, minimum] of [
    ['select 1', 115],
    ['select nothing', 115],
    ['select pg_sleep(0.2)::text', 315],
  ] as const) {
    const start = performance.now()
    await post(endpoint.url, database, { query })
    expect(performance.now() - start).toBeGreaterThanOrEqual(minimum)
  }
})
