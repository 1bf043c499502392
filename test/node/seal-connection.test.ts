import { Client, type QueryResult } from 'pg'
import { expect, inject, onTestFinished, test, vi } from 'vitest'
import { createTenant } from '../../src/admin/tenants.ts'
import { hashKey } from '../../src/auth/key.ts'

// Lock 6, seal: how long it holds, and on which connection. Two transactions can begin in the same microsecond. A
// parallel worker shows what then holds: it is another process, as for another connection, with the same now().

const SEAL_OF = 'app.seal_of(bytea, text, text, text, text, text, text, text)'

const PREPARE = `
  create function app.this_process() returns table (pid integer, at text)
    language sql parallel safe set search_path = pg_catalog, pg_temp
    begin atomic select pg_backend_pid(), now()::text; end;
  -- With a setting, the function is called instead of inlined.
  alter function ${SEAL_OF} parallel safe set search_path = pg_catalog, pg_temp`

const SEAL = `
  select pid, at, app.seal_of('a key', 'tenant', 'admin', '', 'key', 'aTest', '', 'a-request') as seal
    from app.this_process()`

test('a transaction that began at the same time on another connection has another seal', async () => {
  const owner = new Client({ connectionString: inject('database').ownerUrl })
  await owner.connect()
  // Rolls back what follows.
  onTestFinished(() => owner.end())
  await owner.query(`begin; ${PREPARE}`)
  const seal = async () => (await owner.query(SEAL)).rows[0]

  const itself = await seal()
  expect(await seal()).toEqual(itself)
  await owner.query('set local debug_parallel_query = on')
  const other = await vi.waitFor(async () => {
    const found = await seal()
    expect(found.pid, 'If the server has no worker left, the transaction itself runs the query').not.toBe(itself.pid)
    return found
  })
  expect(other.at).toBe(itself.at)
  const advice =
    'app.seal_of must cover pg_backend_pid(), so that the seal of one connection is worth nothing on another.'
  expect(other.seal, advice).not.toBe(itself.seal)
})

test('a seal is worth nothing after ten seconds, even in a transaction that began at the same time', async () => {
  const { loginUrl, ownerUrl } = inject('database')
  const [owner, login] = [new Client({ connectionString: ownerUrl }), new Client({ connectionString: loginUrl })]
  await Promise.all([owner.connect(), login.connect()])
  onTestFinished(async () => void (await Promise.all([owner.end(), login.end()])))
  const query = async (text: string, values?: unknown[]) => (await owner.query(text, values)).rows
  const { tenant, keys } = await createTenant(query, { slug: `seal-${crypto.randomUUID()}`, name: 'Seal' })
  await query('insert into customers (tenant_id) values ($1)', [tenant.id])
  const hash = await hashKey(keys.live.key)

  // All transactions of one message have the time of the message, so the first one's seal holds for the others.
  const read = 'begin; set local role api_tenant; select count(*)::int from customers; commit'
  const results = (await login.query(`
    begin;
    select app.enter(decode('${hash}', 'hex'), '${tenant.id}', 'aTest', 'a-request', null, '{admin}');
    select set_config(name, current_setting(name), false) from unnest(
      '{app.tenant_id,app.role,app.customer_id,app.key_id,app.operation,app.idempotency_key,app.request_id,app.seal}'
      ::text[]) name;
    set statement_timeout = 0; set transaction_timeout = 0;
    commit; ${read}; begin; select pg_sleep(10); commit; ${read}`)) as unknown as QueryResult[]
  const counts = results.flatMap(({ rows }) => rows.flatMap(({ count }) => (count === undefined ? [] : [count])))
  expect(counts, 'a seal is worth nothing after ten seconds: app.is_sealed must check the time').toEqual([1, 0])
})
