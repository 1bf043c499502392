import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { asTenantRole, newTenant, operator, type Tenant } from './harness.ts'

// The allowed status changes of the contract, repeated independently of the source.
const ALLOWED: Record<string, string[]> = {
  provisioning: ['running', 'failed', 'terminated'],
  running: ['stopped', 'failed', 'terminated'],
  stopped: ['running', 'failed', 'terminated'],
  failed: ['provisioning', 'terminated'],
  terminated: [],
}
const STATUSES = Object.keys(ALLOWED)
const PAIRS = STATUSES.flatMap((from) => STATUSES.map((to): [string, string] => [from, to]))
const TRANSITIONS = PAIRS.filter(([from, to]) => ALLOWED[from]?.includes(to))
const FORBIDDEN = PAIRS.filter(([from, to]) => from !== to && !ALLOWED[from]?.includes(to))

async function withInstance(status: string) {
  const tenant = await newTenant()
  const { id: customer } = await tenant.customer()
  const id = await tenant.row('instances', { customer_id: customer, status })
  return { tenant, customer, id, path: `/v1/instances/${id}` }
}

/** The status changes of an instance, oldest first, as `from to`. */
async function transitionsOf(tenant: Tenant, path: string): Promise<string[]> {
  const { body } = await tenant.get(`${path}/history?per_page=100`)
  return body.moves.map((change: Record<string, string>) => `${change.from_status} ${change.to_status}`).reverse()
}

const running = async (tenant: Tenant, customer: string) =>
  (await tenant.get(`/v1/customers/${customer}`)).body.running_instance_count

describe('a status change', () => {
  test.each(TRANSITIONS)('from %s to %s is applied, recorded and counted', async (from, to) => {
    const { tenant, customer, path } = await withInstance(from)
    const response = await tenant.patch(path, { status: to, agent_name: 'moved' })
    expect([response.status, response.body.status, response.body.agent_name]).toEqual([200, to, 'moved'])
    expect(await transitionsOf(tenant, path)).toEqual([`null ${from}`, `${from} ${to}`])
    expect(await running(tenant, customer)).toBe(to === 'running' ? 1 : 0)
  })

  test.each(FORBIDDEN)('from %s to %s is rejected with the allowed statuses, and changes nothing', async (from, to) => {
    const { tenant, path } = await withInstance(from)
    const before = (await tenant.get(path)).body
    const response = await tenant.patch(path, { status: to, agent_name: 'moved' })
    expect([response.status, response.body.code]).toEqual([409, 'conflict'])
    const [message, allowed = ''] = response.body.detail.split('. Allowed: ')
    expect(message).toBe(`The status cannot change from ${from} to ${to}`)
    expect(allowed.match(/\w+/g)?.filter((word: string) => STATUSES.includes(word)) ?? []).toEqual(ALLOWED[from])
    expect((await tenant.get(path)).body).toEqual(before)
    expect(await transitionsOf(tenant, path)).toEqual([`null ${from}`])
  })

  test.each(FORBIDDEN)('from %s to %s is rejected in SQL for a key, and recorded for an operator', async (from, to) => {
    const { id, tenant, path } = await withInstance(from)
    const statement = `update instances set status = '${to}' where id = '${id}'`
    const key = { 'app.tenant_id': tenant.id, 'app.role': 'admin', 'app.key_id': tenant.keys.live.id }
    const write = asTenantRole(statement, key)
    await expect(write).rejects.toMatchObject({ code: '23514', constraint: 'instance_transitions_allowed' })
    expect((await tenant.get(path)).body.status).toBe(from)

    await operator(statement)
    expect(await transitionsOf(tenant, path)).toEqual([`null ${from}`, `${from} ${to}`])
  })

  test.each(STATUSES)('from %s to the same status returns 409, and changes nothing', async (status) => {
    const { tenant, path } = await withInstance(status)
    const response = await tenant.patch(path, { status, agent_name: 'still' })
    expect([response.status, response.body.code]).toEqual([409, 'conflict'])
    expect((await tenant.get(path)).body).toMatchObject({ status, agent_name: null })
    expect(await transitionsOf(tenant, path)).toEqual([`null ${status}`])
  })

  test('to null leaves the status unchanged, and applies the other fields', async () => {
    const { tenant, path } = await withInstance('running')
    const { status, body } = await tenant.patch(path, { status: null, agent_name: 'new' })
    expect([status, body.status, body.agent_name]).toEqual([200, 'running', 'new'])
  })

  test('cannot start an instance of an archived customer, but can terminate it', async () => {
    const { tenant, customer, path } = await withInstance('stopped')
    expect((await tenant.delete(`/v1/customers/${customer}`)).status).toBe(204)
    const response = await tenant.patch(path, { status: 'running' })
    expect([response.status, response.body.detail]).toEqual([409, 'The customer of the instance is archived.'])
    expect((await tenant.patch(path, { status: 'terminated' })).status).toBe(200)
  })

  test('that starts an instance and a concurrent archiving of its customer do not both succeed', async () => {
    for (let round = 0; round < 8; round++) {
      const { tenant, customer, path } = await withInstance('stopped')
      const responses = await Promise.all([
        tenant.patch(path, { status: 'running' }),
        tenant.delete(`/v1/customers/${customer}`),
      ])
      expect(responses.map(({ status }) => status).filter((status) => status < 300)).toHaveLength(1)
      expect(responses.map(({ status }) => status).filter((status) => status === 409)).toHaveLength(1)
    }
  })
})

describe('concurrent status changes', () => {
  const HOLDER = `select pid from pg_stat_activity where wait_event = 'PgSleep' and query like '%' || $1 || '%held'`
  const polling = { interval: 10, timeout: 4000 }

  /** Sends updates that all wait for the row before the first one completes, and returns their responses. */
  async function atOnce(tenant: Tenant, id: string, changes: object[]) {
    const held = operator(`select pg_sleep(4) from (select from instances where id = '${id}' for update) held`)
    const released = held.catch(({ code }) => code)
    await expect.poll(() => queueFor(id), polling).toBe(1)
    // As the only tenant in its app, it has enough turns for all of them to reach the database.
    const app = createApp()
    const responses = changes.map((change) => tenant.patch(`/v1/instances/${id}`, change, { app }))
    await expect.poll(() => queueFor(id), polling).toBe(1 + changes.length)
    await operator(`select pg_cancel_backend(pid) from (${HOLDER}) holder`, [id])
    expect(await released).toBe('57014')
    return Promise.all(responses)
  }

  /** The number of connections that hold the row or wait for it, directly or behind another. */
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
  ])('from %s to %s and to %s: one succeeds and the other returns 409', async (from, one, other) => {
    const { tenant, id, path } = await withInstance(from)
    const responses = await atOnce(tenant, id, [{ status: one }, { status: other }])
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 409])
    const [winner, loser] = responses.toSorted((a, b) => a.status - b.status)
    expect((await tenant.get(path)).body.status).toBe(winner?.body.status)
    expect(loser?.body.code).toBe('conflict')
    expect(loser?.body.detail).toContain(winner?.body.status)
    expect(await transitionsOf(tenant, path)).toEqual([`null ${from}`, `${from} ${winner?.body.status}`])
  })

  test('to the same status: one of twenty requests succeeds', async () => {
    const { tenant, path } = await withInstance('running')
    const responses = await Promise.all(Array.from({ length: 20 }, () => tenant.patch(path, { status: 'stopped' })))
    expect(responses.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)])
    expect(await transitionsOf(tenant, path)).toEqual(['null running', 'running stopped'])
  })

  test('and changes of other fields all succeed', async () => {
    const { tenant, id, path } = await withInstance('running')
    const responses = await atOnce(tenant, id, [{ status: 'stopped' }, { agent_name: 'a' }, { hostname: 'b.example' }])
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200])
    expect((await tenant.get(path)).body).toMatchObject({ status: 'stopped', agent_name: 'a', hostname: 'b.example' })
  })

  test('that succeed each start from the status that the previous one set', async () => {
    const { tenant, customer, path } = await withInstance('running')
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, index) => tenant.patch(path, { status: index % 2 ? 'stopped' : 'running' })),
    )
    expect(responses.filter(({ status }) => ![200, 409].includes(status))).toEqual([])
    const transitions = await transitionsOf(tenant, path)
    const last = (await tenant.get(path)).body.status
    expect(transitions.slice(1).map((transition) => transition.split(' ')[0])).toEqual(
      transitions.slice(0, -1).map((transition) => transition.split(' ')[1]),
    )
    expect(transitions.at(-1)?.split(' ')[1]).toBe(last)
    expect(await running(tenant, customer)).toBe(last === 'running' ? 1 : 0)
  })

  test('and deletions delete the instance only once, and only while it is terminated', async () => {
    const { tenant, path } = await withInstance('terminated')
    const responses = await Promise.all([
      tenant.delete(path),
      tenant.delete(path),
      tenant.patch(path, { status: 'running' }),
    ])
    expect(
      responses
        .slice(0, 2)
        .map(({ status }) => status)
        .sort(),
    ).toEqual([204, 404])
    expect([404, 409]).toContain(responses[2]?.status)
  })
})
