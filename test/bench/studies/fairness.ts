import { Client } from 'pg'
import { createKey } from '../../../src/admin/keys.ts'
import { runSql } from '../../setup/own-database.ts'
import type { Context } from '../context.ts'
import { type LoadGenerator, startLoadGenerator } from '../load/generator.ts'
import { planOf } from '../load/operations.ts'
import type { Plan } from '../load/plan.ts'
import { atMost, type Finding, withoutTarget } from '../report/finding.ts'
import { median, quantile } from '../report/statistics.ts'
import { cleanUp } from '../servers/database/clean-up.ts'
import { startServers } from '../servers/servers.ts'

const FLOOD_CLIENTS = 128
const LOCKED_WRITES = 40
const seconds = 3
/** Responses to a tenant that sends too much. */
const tolerate = [429, 503]

/** Measures how much a tenant (A) that sends too much slows down another one (B) that sends one request at a time. */
export async function studyFairness(context: Context): Promise<Finding[]> {
  const { access } = context.database
  const servers = await startServers(context, 0)
  const flood = await startLoadGenerator()
  const { port, ids } = servers.worker
  const [row] = await runSql(access.ownerUrl, 'select slug from public.tenants where id = $1', [access.big.tenantId])
  const limited = await createKey((text, values) => runSql(access.ownerUrl, text, values), {
    ...{ slug: String(row?.slug), mode: 'live', role: 'admin', scopes: ['*'], rateLimit: 'standard' },
  })
  const list = (key: string): Plan => ({ ...planOf('list', { port, key, ids }), tolerate })
  const other = planOf('list', { port, key: access.small.key, ids })
  const measure = async () =>
    (await context.generator.run({ plan: other, clients: 1, seconds, requests: 100_000, warmUp: 2 })).latencies

  const alone: number[] = []
  const flooded: number[] = []
  const rejected: number[] = []
  const locked: number[] = []
  const notes = { flood: '', rejected: '', locked: '' }
  try {
    for (let round = 0; round < context.options.rounds; round += 1) {
      alone.push(...(await measure()))
      notes.flood = await under(flood, { plan: list(access.big.key), clients: FLOOD_CLIENTS }, async () => {
        flooded.push(...(await measure()))
      })
      alone.push(...(await measure()))
      notes.rejected = await under(flood, { plan: list(limited.key), clients: FLOOD_CLIENTS }, async () => {
        rejected.push(...(await measure()))
      })
      alone.push(...(await measure()))
      const update: Plan = {
        ...{ port, method: 'PATCH', path: '/v1/customers/{id}', ids: ids.slice(0, 1), body: '{"industry":"x{n}"}' },
        ...{ headers: { 'x-api-key': access.big.key, 'content-type': 'application/json' }, expect: 200, tolerate },
      }
      await whileLocked(access.ownerUrl, ids[0] as string, async () => {
        notes.locked = await under(flood, { plan: update, clients: LOCKED_WRITES }, async () => {
          locked.push(...(await measure()))
        })
      })
    }
  } finally {
    await flood.stop()
    await servers.stop()
    await cleanUp(context)
  }
  const reference = `alone ${median(alone).toFixed(1)} and ${quantile(alone, 0.99).toFixed(1)} ms`
  return [
    withoutTarget('B alone: p50', 'ms', median(alone)),
    withoutTarget('B alone: p99', 'ms', quantile(alone, 0.99)),
    atMost(`B while A floods with ${FLOOD_CLIENTS} clients: p50`, 20, 'ms', median(flooded), reference),
    atMost(`B while A floods with ${FLOOD_CLIENTS} clients: p99`, 60, 'ms', quantile(flooded, 0.99), notes.flood),
    atMost('B while A floods beyond its rate limit: p50', 20, 'ms', median(rejected), reference),
    atMost('B while A floods beyond its rate limit: p99', 60, 'ms', quantile(rejected, 0.99), notes.rejected),
    atMost(
      `B while ${LOCKED_WRITES} writes of A wait for a locked row: slowest`,
      1_000,
      'ms',
      Math.max(...locked),
      notes.locked,
    ),
  ]
}

/** Does the work while a load runs. Returns what the load did. */
async function under(
  generator: LoadGenerator,
  { plan, clients }: { plan: Plan; clients: number },
  work: () => Promise<void>,
): Promise<string> {
  const running = generator.run({ plan, clients, seconds: seconds + 1, requests: 1_000_000, warmUp: 0 })
  await Promise.all([running, work()])
  const { latencies, elapsed, tolerated } = await running
  const perSecond = ((latencies.length - tolerated) / elapsed) * 1000
  return `A: ${perSecond.toFixed(0)} requests/s, p50 ${median(latencies).toFixed(0)} ms, ${tolerated} rejected`
}

/** Does the work while another session has locked the row of a customer. */
async function whileLocked(ownerUrl: string, id: string, work: () => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('begin')
    await client.query('select from public.customers where id = $1 for update', [id])
    await work()
  } finally {
    await client.end()
  }
}
