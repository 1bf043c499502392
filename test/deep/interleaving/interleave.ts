import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Api, ApiResponse, Served } from '../served/api.ts'
import { closeGate, isStopped, lockRows } from './gates.ts'
import { labelsOf, newWorld, normalize, stateOf, type World } from './world.ts'
import { WRITES } from './writes.ts'

/** What clients and the operator see after a series of writes: the response to each, and all rows of the tenant. */
export interface Outcome {
  responses: Record<string, string>
  state: string[]
}

export type Run = { served: Served; api: Api }
/** The documented rejection of one of two concurrent status changes, which no serial order produces. */
export const OVERTAKEN = /A concurrent request changed the status/

type Send = (place: number) => Promise<ApiResponse>

/** Retry reasons that mean that two writes waited for each other, or for too long. */
const WAITS = ['40P01', '55P03', '40001', 'timeout']

/**
 * Sends writes as `order` says.
 * @returns a function that reads the outcome, which may run later and alongside other work.
 */
export async function send(
  { served, api }: Run,
  names: string[],
  world: World,
  order: (send: Send, requestIds: string[]) => Promise<unknown>,
): Promise<() => Promise<Outcome>> {
  const requestIds = names.map((_, place) => `${place}.${world.tenant.id}`)
  const sent = new Map<number, Promise<ApiResponse>>()
  const sendOne: Send = (place) => {
    const write = WRITES[names[place] as string]
    if (!write) throw new Error(`there is no write ${names[place]}`)
    const response = api.send(write.request(world), requestIds[place])
    sent.set(place, response)
    return response
  }
  await order(sendOne, requestIds)
  const responses = await Promise.all(
    [...sent].map(async ([place, response]) => [`${place + 1}. ${names[place]}`, await response] as const),
  )
  return () =>
    outcomeOf(
      { served, api },
      world,
      responses.sort(([one], [other]) => one.localeCompare(other)),
    )
}

async function outcomeOf({ served, api }: Run, world: World, responses: (readonly [name: string, ApiResponse])[]) {
  const [labels, state] = await Promise.all([
    labelsOf(served, world),
    stateOf(served, world),
    requireTrueCounts(served, world),
  ])
  for (const [, { requestId }] of responses) {
    const { retried = [] } = await api.lineOf(requestId)
    expect((retried as string[]).filter((reason) => WAITS.includes(reason))).toEqual([])
  }
  const described = responses.map(([name, { status, text, headers }]) => {
    if (OVERTAKEN.test(text)) return [name, OVERTAKEN.source]
    return [name, normalize([status, text, headers.get('Location'), headers.get('ETag')], labels)]
  })
  return { responses: Object.fromEntries(described) as Record<string, string>, state }
}

/** The counts that triggers maintain must equal the rows. */
async function requireTrueCounts({ query }: Served, { tenant }: World): Promise<void> {
  const wrong = await query(
    `select c.id::text, 'customer' as kind from customers c where tenant_id = $1 and
        (subscription_count, active_subscription_count, instance_count, running_instance_count, failed_instance_count,
         subscription_status_counts) is distinct from row(
          (select count(*) from subscriptions s where (s.tenant_id, s.customer_id) = (c.tenant_id, c.id)),
                 (select count(*) from subscriptions s where (s.tenant_id, s.customer_id) = (c.tenant_id, c.id)
                                                         and s.status in ('active', 'trialing')),
                 (select count(*) from instances i where (i.tenant_id, i.customer_id) = (c.tenant_id, c.id)),
                 (select count(*) from instances i where (i.tenant_id, i.customer_id) = (c.tenant_id, c.id)
                                                     and i.status = 'running'),
                 (select count(*) from instances i where (i.tenant_id, i.customer_id) = (c.tenant_id, c.id)
                                                     and i.status = 'failed'),
                 (select coalesce(jsonb_object_agg(status, n), '{}') from (
                    select s.status, count(*) as n from subscriptions s
                     where (s.tenant_id, s.customer_id) = (c.tenant_id, c.id) group by s.status) by_status))
     union all
     select counted.n::text, kind from (
       select 'customers' as kind, count(*) as n from customers where tenant_id = $1 and archived_at is null
       union all select 'archived_customers', count(*) from customers where tenant_id = $1 and archived_at is not null
       union all select 'customers_with_failed_instance', count(*) from customers
                  where tenant_id = $1 and archived_at is null and failed_instance_count > 0
       union all select 'customers_with_' || status, count(distinct c.id) filter (where c.archived_at is null)
                   from subscriptions s join customers c on (c.tenant_id, c.id) = (s.tenant_id, s.customer_id)
                  where s.tenant_id = $1 group by status
       union all select 'subscriptions_' || status, count(*) from subscriptions where tenant_id = $1 group by status
       union all select 'instances_' || status, count(*) from instances where tenant_id = $1 group by status
       union all select 'subscriptions', count(*) from subscriptions where tenant_id = $1
       union all select 'instances', count(*) from instances where tenant_id = $1
       union all select 'rules', count(*) from rules where tenant_id = $1) counted
      where n <> (select coalesce(sum(count), 0) from row_counts r where r.tenant_id = $1 and r.kind = counted.kind)
     union all
     select sum(count)::text, 'all days' from row_counts where tenant_id = $1 and starts_with(kind, 'customers_on_')
     having sum(count) <> (select count(*) from customers where tenant_id = $1 and archived_at is null)`,
    [tenant.id],
  )
  expect(wrong).toEqual([])
}

/** One write after the other, in a world of their own. */
export async function serially(run: Run, names: string[], order: number[]): Promise<Outcome> {
  const world = await newWorld(run.served, run.api)
  const outcome = await send(run, names, world, async (sendOne) => {
    for (const place of order) await sendOne(place)
  })
  return outcome()
}

type Way = (run: Run, names: string[], world: World, first: number, second: number) => ReturnType<typeof send>

/** Ways to run two writes at once. The first one starts first. */
export const WAYS: Record<string, Way> = {
  'the first one is stopped within a statement': (run, names, world, first, second) =>
    send(run, names, world, async (sendOne, ids) => {
      const open = await closeGate(run.served, ids[first] as string, 'statement')
      const stopped = await isStopped(run.served, sendOne(first), 1)
      await isStopped(run.served, sendOne(second), stopped ? 2 : 1)
      await open()
    }),

  'both are stopped at their commit, and the first one goes on first': (run, names, world, first, second) =>
    atCommit(run, names, world, [first, second], [first, second]),

  'both are stopped at their commit, and the second one goes on first': (run, names, world, first, second) =>
    atCommit(run, names, world, [first, second], [second, first]),

  'both wait for the same rows': (run, names, world, first, second) =>
    send(run, names, world, async (sendOne) => {
      const release = await lockRows(run.served, world.tenant.id)
      const stopped = await isStopped(run.served, sendOne(first), 1)
      await isStopped(run.served, sendOne(second), stopped ? 2 : 1)
      await release()
    }),
}

function atCommit(run: Run, names: string[], world: World, begin: number[], end: number[]) {
  return send(run, names, world, async (sendOne, ids) => {
    const gates = await Promise.all(ids.map((id) => closeGate(run.served, id, 'commit')))
    let stopped = 0
    for (const place of begin) if (await isStopped(run.served, sendOne(place), stopped + 1)) stopped += 1
    for (const place of end) {
      await gates[place]?.()
      await sleep(5)
    }
  })
}
