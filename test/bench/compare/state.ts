import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Client } from 'pg'
import { type Batch, batchOf } from '../servers/database/clock.ts'
import { startTap } from '../servers/tap.ts'

/** The batches of one state of the project, for a database of its own. */
export type State = { batches: Batch[]; close(): Promise<void> }

/** What is compared. The customer has two subscriptions and three instances. */
export const operations = ['get', 'list', 'create'] as const
const CUSTOMERS = 20_000

/**
 * Starts the database of a checkout with 20,000 customers, and records the batch that its code sends for each
 * operation. The code runs in Node: only what it sends matters here.
 */
export async function openState(folder: string): Promise<State> {
  const load = (file: string) => import(pathToFileURL(resolve(folder, file)).href)
  const { startThrowAwayCluster } = await load('src/local/postgres/throw-away.ts')
  const { migrate } = await load('src/admin/migrate.ts')
  const { createTenant } = await load('src/admin/tenants.ts')
  const { createApp } = await load('src/app.ts')
  const { startNeonEndpoint } = await load('src/local/neon/endpoint.ts')

  const cluster = await startThrowAwayCluster(() => undefined)
  const { ownerUrl } = cluster
  await migrate(ownerUrl)
  const owner = new Client({ connectionString: ownerUrl })
  await owner.connect()
  const query = async (text: string, values?: unknown[]) => (await owner.query(text, values)).rows
  await query(`alter role api_login login password 'bench'`)
  const { tenant, keys } = await createTenant(query, { slug: 'bench', name: 'Bench' })
  const insert = `insert into customers (tenant_id, company_name, email)
    select $1, 'Customer ' || n, n || '@load.example' from generate_series(1, $2::int) n returning id`
  const [customer] = await query(insert, [tenant.id, CUSTOMERS])
  for (const [table, count] of [['subscriptions', 2] as const, ['instances', 3] as const]) {
    const columns = `insert into ${table} (tenant_id, customer_id, status)`
    const status = table === 'instances' ? 'running' : 'active'
    await query(`${columns} select $1, $2, '${status}' from generate_series(1, ${count})`, [tenant.id, customer.id])
  }
  await query('vacuum analyze')
  await owner.end()

  const loginUrl = Object.assign(new URL(ownerUrl), { username: 'api_login', password: 'bench' }).href
  const { hostname: host, port } = new URL(ownerUrl)
  const endpoint = await startNeonEndpoint({ database: { host, port: Number(port) } })
  const tap = await startTap(Number(new URL(endpoint.url).port))
  const app = createApp()
  const send = async (method: string, path: string, body?: string): Promise<Batch> => {
    const headers = { 'X-Api-Key': keys.live.key, 'Content-Type': 'application/json' }
    const request = new Request(`http://api.example/v1/${path}`, { method, headers, body })
    const { result, sent } = await tap.record(async () => app.fetch(request, bindings(loginUrl, tap.url), CONTEXT))
    if (!result.ok) throw new Error(`${folder}: ${method} ${path} returned ${result.status} ${await result.text()}`)
    return batchOf(sent.at(-1) as (typeof sent)[number], loginUrl)
  }
  const batches = [
    await send('GET', `customers/${customer.id}`),
    await send('GET', 'customers'),
    await send('POST', 'customers', JSON.stringify({ company_name: 'Bench', email: '{n}@new.example' })),
  ]
  tap.close()
  await endpoint.close()
  return { batches, close: () => cluster.remove() }
}

const CONTEXT = { waitUntil: () => undefined, passThroughOnException: () => undefined }

/** Without KV, a key is looked up in the database and remembered. */
function bindings(loginUrl: string, endpoint: string) {
  const KEYS = { get: async () => null, put: async () => undefined, delete: async () => undefined }
  return { KEYS, DATABASE_URL: loginUrl, DATABASE_ENDPOINT: endpoint }
}
