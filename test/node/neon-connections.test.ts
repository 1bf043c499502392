import { connect, createServer, type Socket } from 'node:net'
import { neon, neonConfig } from '@neondatabase/serverless'
import { Client } from 'pg'
import { describe, expect, inject, onTestFinished } from 'vitest'
import { startNeonEndpoint } from '../../src/local/neon/endpoint.ts'
import { test as base, createRole, post, type Sql } from '../setup/endpoint-test.ts'
import { runSql } from '../setup/own-database.ts'

/** Also with a session of its own, without the endpoint. */
const test = base.extend<{ session: Client }>({
  session: async ({ database }: { database: string }, use: (session: Client) => Promise<void>) => {
    const session = new Client({ connectionString: database })
    await session.connect()
    await use(session)
    await session.end()
  },
})

const pid = async (sql: Sql) => (await sql`select pg_backend_pid() as pid`)[0]?.pid

/** Waits until this many sessions of the endpoint in the database run a statement that contains the text. */
async function untilRunning(database: string, text: string, count = 1): Promise<void> {
  const query = `select pid from pg_stat_activity where datname = current_database()
    and application_name = 'neon-endpoint' and state = 'active' and strpos(query, $1) > 0`
  await expect.poll(async () => (await runSql(database, query, [text])).length, { timeout: 20_000 }).toBe(count)
}

describe('connections', () => {
  test('are closed after a failed query, and reused after a failed batch', async ({ sql }) => {
    const first = await pid(sql)
    expect(await pid(sql)).toBe(first)
    await expect(sql`select nothing`).rejects.toThrow()
    const second = await pid(sql)
    expect(second).not.toBe(first)
    await expect(sql.transaction([sql`select nothing`])).rejects.toThrow()
    expect(await pid(sql)).toBe(second)
  })

  test('are reset after each request, like on Neon', async ({ sql, database }) => {
    const first = await pid(sql)
    const role = await createRole(database)
    await sql`select set_config('search_path', 'behind', false), pg_advisory_lock(1)`
    await sql`create temp table things (id int)`
    await sql`prepare left_behind as select 1`
    await sql.query(`set role ${role.name}`)
    const [left] = await sql`
      select current_setting('search_path') as path, to_regclass('things') as table, current_user as role,
             (select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks,
             (select count(*)::int from pg_prepared_statements) as statements`
    expect(left).toEqual({ path: '"$user", public', table: null, role: 'owner', locks: 0, statements: 0 })
    expect(await pid(sql)).toBe(first)
  })

  test('leave a transaction that a statement began, and the next request is committed', async ({ sql }) => {
    await sql`create table things (id int)`
    await sql`begin`
    await sql`insert into things values (1)`
    expect(await sql`select id from things`).toEqual([{ id: 1 }])
  })

  test('that cannot be reset are closed', async ({ sql, database, session }) => {
    await runSql(database, `alter database ${new URL(database).pathname.slice(1)} set lock_timeout = '100ms'`)
    await sql`create table things (id int)`
    const first = await pid(sql)
    await session.query('begin; lock table things in access share mode')
    // The reset drops the function and with it the trigger, which the lock prevents.
    await sql.transaction([
      sql`create function pg_temp.nothing() returns trigger language plpgsql as 'begin return new; end'`,
      sql`create trigger nothing before insert on things execute function pg_temp.nothing()`,
    ])
    expect(await pid(sql)).not.toBe(first)
    // The end of a session drops the function too.
    await session.query('rollback')
    const sessions = () => runSql(database, 'select pid from pg_stat_activity where pid = $1', [first])
    await expect.poll(sessions).toEqual([])
  })

  test('are opened as needed, and twenty stay open', async ({ sql, database, session }) => {
    await session.query('select pg_advisory_lock(7)')
    const lock = () => sql`select pg_backend_pid() as pid, pg_advisory_lock_shared(7)`
    const requests = Promise.all(Array.from({ length: 30 }, lock))
    await untilRunning(database, 'pg_advisory_lock_shared(7)', 30)
    await session.query('select pg_advisory_unlock(7)')
    expect(new Set((await requests).map(([row]) => row?.pid)).size).toBe(30)
    const count = `select pid from pg_stat_activity where datname = current_database()
      and application_name = 'neon-endpoint'`
    await expect.poll(async () => (await runSql(database, count)).length).toBe(20)
  })

  test('that the server has closed are soon removed from the pool', async ({ sql, database }) => {
    const first = await pid(sql)
    neonConfig.fetchEndpoint = inject('database').endpoint
    await neon(database)`select pg_terminate_backend(${first})`
    await expect.poll(() => pid(sql).catch(() => first)).not.toBe(first)
  })

  test.for([
    ['a statement', [{ query: 'select pg_sleep(60)' }], 'pg_sleep(60)'],
    ['the commit', [{ query: 'insert into things values (1)' }], 'commit'],
  ] as const)('that are lost during %s are reported without a code', async ([, queries, running], { database }) => {
    await runSql(
      database,
      `create table things (id int);
       create function wait() returns trigger language plpgsql as 'begin perform pg_sleep(60); end';
       create constraint trigger wait after insert on things deferrable initially deferred
         for each row execute function wait()`,
    )
    const sockets: Socket[] = []
    const server = createServer((socket) => {
      const { hostname, port } = new URL(database)
      const upstream = connect(Number(port), hostname)
      sockets.push(socket.pipe(upstream), upstream.pipe(socket))
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const endpoint = await startNeonEndpoint({ database: { host: '127.0.0.1', port } })
    onTestFinished(() => endpoint.close())
    const response = post(endpoint.url, Object.assign(new URL(database), { port }).href, { queries })
    await untilRunning(database, running)
    for (const socket of sockets) socket.destroy()
    expect(await response).toMatchObject({ status: 400, body: { code: '' } })
  })

  test('with and without encryption are separate', async ({ endpoint, database }) => {
    expect(await post(endpoint, database, { query: 'select 1' })).toMatchObject({ status: 200 })
    const encrypted = await post(endpoint, `${database}?sslmode=require`, { query: 'select 1' })
    expect(encrypted).toMatchObject({ status: 500, body: { message: /does not support SSL/ } })
  })
})

const INSERT = { query: 'insert into things values (1)' }
const CATCH = 'do $$ begin perform pg_sleep(60); exception when query_canceled then null; end $$'

describe('a client that disconnects', () => {
  test.for([
    ['a batch', { queries: [INSERT, { query: 'select pg_sleep(60)' }] }],
    ['a batch that catches the cancellation', { queries: [INSERT, { query: CATCH }] }],
    ['a single statement', { query: `with i as (${INSERT.query}) select pg_sleep(60)` }],
  ] as const)('cancels %s, and nothing is written', async ([, body], { endpoint, database, sql }) => {
    await sql`create table things (id int)`
    const client = new AbortController()
    const response = fetch(endpoint, {
      method: 'POST',
      headers: { 'Neon-Connection-String': database },
      body: JSON.stringify(body),
      signal: client.signal,
    })
    await untilRunning(database, 'pg_sleep(60)')
    client.abort()
    await expect(response).rejects.toThrow()
    await untilRunning(database, 'pg_sleep(60)', 0)
    expect(await sql`select id from things`).toEqual([])
  })
})

describe('a password', () => {
  test.for([
    ['that the endpoint reads', () => inject('database').endpoint],
    ['with which the endpoint logs in', (own: string) => own],
  ] as const)('%s is checked for each request', async ([, choose], { endpoint, database }) => {
    const role = await createRole(database)
    const send = (url: string) => post(choose(endpoint), url, { query: 'select pg_backend_pid() as pid' })
    const wrong = {
      status: 400,
      body: { message: `password authentication failed for user '${role.name}'`, code: '' },
    }
    const before = await send(role.url)
    expect(await send(role.url.replace(':first@', ':wrong@'))).toMatchObject(wrong)
    expect(await send(role.url)).toEqual(before)

    await runSql(database, `alter role ${role.name} password 'second'`)
    expect(await send(role.url)).toMatchObject(wrong)
    expect(await send(role.url.replace(':first@', ':second@'))).toEqual(before)

    await runSql(database, `alter role ${role.name} valid until 'yesterday'`)
    expect(await send(role.url.replace(':first@', ':second@'))).toMatchObject(wrong)
  })
})
