import { describe, expect, test } from 'vitest'
import { asTenantRole, newTenant, operator, type Tenant } from './harness.ts'

// The contract's table, written out once more.
const ALLOWED: Record<string, string[]> = {
  provisioning: ['running', 'failed', 'terminated'],
  running: ['stopped', 'failed', 'terminated'],
  stopped: ['running', 'failed', 'terminated'],
  failed: ['provisioning', 'terminated'],
  terminated: [],
}
const STATUSES = Object.keys(ALLOWED)
const PAIRS = STATUSES.flatMap((from) => STATUSES.map((to): [string, string] => [from, to]))
const MOVES = PAIRS.filter(([from, to]) => ALLOWED[from]?.includes(to))
const FORBIDDEN = PAIRS.filter(([from, to]) => from !== to && !ALLOWED[from]?.includes(to))

async function withInstance(status: string) {
  const tenant = await newTenant()
  const { id: customer } = await tenant.customer()
  const id = await tenant.row('instances', { customer_id: customer, status })
  return { tenant, customer, id, path: `/v1/instances/${id}` }
}

/** The moves of an instance, the oldest first, as `from to`. */
async function movesOf(tenant: Tenant, path: string): Promise<string[]> {
  const { body } = await tenant.get(`${path}/history?per_page=100`)
  return body.moves.map((move: Record<string, string>) => `${move.from_status} ${move.to_status}`).reverse()
}

const running = async (tenant: Tenant, customer: string) =>
  (await tenant.get(`/v1/customers/${customer}`)).body.running_instance_count

describe('moves of status', () => {
  test.each(MOVES)('%s to %s is made, kept and counted', async (from, to) => {
    const { tenant, customer, path } = await withInstance(from)
    const answer = await tenant.patch(path, { status: to, agent_name: 'moved' })
    expect([answer.status, answer.body.status, answer.body.agent_name]).toEqual([200, to, 'moved'])
    expect(await movesOf(tenant, path)).toEqual([`null ${from}`, `${from} ${to}`])
    expect(await running(tenant, customer)).toBe(to === 'running' ? 1 : 0)
  })

  test.each(FORBIDDEN)('%s to %s is refused with what is allowed, and nothing is changed', async (from, to) => {
    const { tenant, path } = await withInstance(from)
    const before = (await tenant.get(path)).body
    const answer = await tenant.patch(path, { status: to, agent_name: 'moved' })
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict'])
    const [said, allowed = ''] = answer.body.detail.split('. Allowed: ')
    expect(said).toBe(`The status cannot change from ${from} to ${to}`)
    expect(allowed.match(/\w+/g)?.filter((word: string) => STATUSES.includes(word)) ?? []).toEqual(ALLOWED[from])
    expect((await tenant.get(path)).body).toEqual(before)
    expect(await movesOf(tenant, path)).toEqual([`null ${from}`])
  })

  test.each(FORBIDDEN)('%s to %s is refused by the database to any key, and kept of an operator', async (from, to) => {
    const { id, tenant, path } = await withInstance(from)
    const statement = `update instances set status = '${to}' where id = '${id}'`
    const key = { 'app.tenant_id': tenant.id, 'app.role': 'admin', 'app.key_id': tenant.keys.live.id }
    const write = asTenantRole(statement, key)
    await expect(write).rejects.toMatchObject({ code: '23514', constraint: 'instance_transitions_allowed' })
    expect((await tenant.get(path)).body.status).toBe(from)

    await operator(statement)
    expect(await movesOf(tenant, path)).toEqual([`null ${from}`, `${from} ${to}`])
  })

  test.each(STATUSES)('%s once more is no move, and 409', async (status) => {
    const { tenant, path } = await withInstance(status)
    const answer = await tenant.patch(path, { status, agent_name: 'still' })
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict'])
    expect((await tenant.get(path)).body).toMatchObject({ status, agent_name: null })
    expect(await movesOf(tenant, path)).toEqual([`null ${status}`])
  })

  test('null is no move, and what is sent beside it is changed', async () => {
    const { tenant, path } = await withInstance('running')
    const { status, body } = await tenant.patch(path, { status: null, agent_name: 'new' })
    expect([status, body.status, body.agent_name]).toEqual([200, 'running', 'new'])
  })

  test('instances of an archived customer cannot be started, but stopped ones can be terminated', async () => {
    const { tenant, customer, path } = await withInstance('stopped')
    expect((await tenant.delete(`/v1/customers/${customer}`)).status).toBe(204)
    const answer = await tenant.patch(path, { status: 'running' })
    expect([answer.status, answer.body.detail]).toEqual([409, 'The customer of the instance is archived.'])
    expect((await tenant.patch(path, { status: 'terminated' })).status).toBe(200)
  })

  test('a start and an archiving at once do not both happen', async () => {
    for (let round = 0; round < 8; round++) {
      const { tenant, customer, path } = await withInstance('stopped')
      const answers = await Promise.all([
        tenant.patch(path, { status: 'running' }),
        tenant.delete(`/v1/customers/${customer}`),
      ])
      expect(answers.map(({ status }) => status).filter((status) => status < 300)).toHaveLength(1)
      expect(answers.map(({ status }) => status).filter((status) => status === 409)).toHaveLength(1)
    }
  })
})

describe('of two concurrent moves one is made and the other is 409', () => {
  const HOLDER = `select pid from pg_stat_activity where wait_event = 'PgSleep' and query like '%' || $1 || '%held'`
  const patience = { interval: 10, timeout: 4000 }

  /** The answers to patches that have all begun, and wait for the row, before the first of them is done. */
  async function atOnce(tenant: Tenant, id: string, changes: object[]) {
    const held = operator(`select pg_sleep(4) from (select from instances where id = '${id}' for update) held`)
    const released = held.catch(({ code }) => code)
    await expect.poll(() => queueFor(id), patience).toBe(1)
    const answers = changes.map((change) => tenant.patch(`/v1/instances/${id}`, change))
    await expect.poll(() => queueFor(id), patience).toBe(1 + changes.length)
    await operator(`select pg_cancel_backend(pid) from (${HOLDER}) holder`, [id])
    expect(await released).toBe('57014')
    return Promise.all(answers)
  }

  /** How many hold the row or wait for it, directly or behind another. */
  async function queueFor(id: string) {
    const [row] = await operator(
      `with recursive queue (pid) as (
         ${HOLDER}
         union
         select l.pid from queue join pg_locks l on not l.granted and queue.pid = any (pg_blocking_pids(l.pid))
       ) select count(*)::int as length from queue`,
      [id],
    )
    return row?.length
  }

  test.each([
    ['running', 'stopped', 'terminated'],
    ['running', 'stopped', 'failed'],
    ['running', 'failed', 'failed'],
    ['running', 'terminated', 'terminated'],
    ['stopped', 'running', 'failed'],
    ['provisioning', 'running', 'failed'],
    ['failed', 'provisioning', 'terminated'],
  ])('%s to %s and to %s', async (from, one, other) => {
    const { tenant, id, path } = await withInstance(from)
    const answers = await atOnce(tenant, id, [{ status: one }, { status: other }])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const [winner, loser] = answers.toSorted((a, b) => a.status - b.status)
    expect((await tenant.get(path)).body.status).toBe(winner?.body.status)
    expect(loser?.body.code).toBe('conflict')
    expect(loser?.body.detail).toContain(winner?.body.status)
    expect(await movesOf(tenant, path)).toEqual([`null ${from}`, `${from} ${winner?.body.status}`])
  })

  test('of twenty concurrent requests for the same status change, one succeeds', async () => {
    const { tenant, path } = await withInstance('running')
    const answers = await Promise.all(Array.from({ length: 20 }, () => tenant.patch(path, { status: 'stopped' })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)])
    expect(await movesOf(tenant, path)).toEqual(['null running', 'running stopped'])
  })

  test('a change of something else meanwhile stops no move', async () => {
    const { tenant, id, path } = await withInstance('running')
    const answers = await atOnce(tenant, id, [{ status: 'stopped' }, { agent_name: 'a' }, { hostname: 'b.example' }])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect((await tenant.get(path)).body).toMatchObject({ status: 'stopped', agent_name: 'a', hostname: 'b.example' })
  })

  test('of many that race, each that was made starts where the one before it ended', async () => {
    const { tenant, customer, path } = await withInstance('running')
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => tenant.patch(path, { status: index % 2 ? 'stopped' : 'running' })),
    )
    expect(answers.filter(({ status }) => ![200, 409].includes(status))).toEqual([])
    const moves = await movesOf(tenant, path)
    const last = (await tenant.get(path)).body.status
    expect(moves.slice(1).map((move) => move.split(' ')[0])).toEqual(
      moves.slice(0, -1).map((move) => move.split(' ')[1]),
    )
    expect(moves.at(-1)?.split(' ')[1]).toBe(last)
    expect(await running(tenant, customer)).toBe(last === 'running' ? 1 : 0)
  })

  test('a move and a deletion at once: deleted is only what is terminated by then', async () => {
    const { tenant, path } = await withInstance('terminated')
    const answers = await Promise.all([
      tenant.delete(path),
      tenant.delete(path),
      tenant.patch(path, { status: 'running' }),
    ])
    expect(
      answers
        .slice(0, 2)
        .map(({ status }) => status)
        .sort(),
    ).toEqual([204, 404])
    expect([404, 409]).toContain(answers[2]?.status)
  })
})
