import { Client } from 'pg'
import { expect, inject, onTestFinished, test, vi } from 'vitest'

// Lock 6, seal. Two transactions can begin in the same microsecond. A parallel worker shows what then holds: it is
// another process, as for another connection, with the same now().

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
