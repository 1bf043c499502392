import { test as base, inject, onTestFinished, vi } from 'vitest'
import { createTenant } from '../../src/admin/tenants.ts'
import { createApp } from '../../src/app.ts'
import { startNeonEndpoint } from '../../src/local/neon/endpoint.ts'
import { addressOf } from './endpoint-test.ts'
import { type Fault, type FaultName, type FaultyEndpoint, startFaultyEndpoint } from './faults.ts'
import { createMigratedDatabase } from './migrated-database.ts'
import { runSql } from './own-database.ts'

type Line = Record<string, unknown> & { level: string; status: number; failure?: unknown }
type FaultyApi = Awaited<ReturnType<typeof startApi>>
export type WithApi = { api: FaultyApi }

/** The API with its own database, behind an endpoint that can inject faults. */
export const test = base.extend<WithApi>({
  api: [
    async ({}, use) => {
      const { ownerUrl, loginUrl, superuserUrl } = inject('database')
      const { url, remove } = await createMigratedDatabase(ownerUrl)
      const neon = await startNeonEndpoint({ database: addressOf(url), superuserUrl })
      const endpoint = await startFaultyEndpoint(neon.url)
      const login = Object.assign(new URL(loginUrl), { pathname: new URL(url).pathname }).href
      await use(await startApi(url, login, endpoint))
      await neon.close()
      await remove()
    },
    { scope: 'file' },
  ],
})

async function startApi(url: string, loginUrl: string, endpoint: FaultyEndpoint) {
  const query = (text: string, values?: unknown[]) => runSql(url, text, values)
  const { tenant, keys } = await createTenant(query, { slug: 'a', name: 'A' })
  const bindings = { KEYS: emptyKv(), DATABASE_URL: loginUrl, DATABASE_ENDPOINT: endpoint.url }
  const context = { waitUntil: () => undefined, passThroughOnException: () => undefined }
  let app = createApp()

  const fetch = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const type = body === undefined ? {} : { 'Content-Type': 'application/json' }
    const sent = body instanceof ReadableStream ? { body, duplex: 'half' } : { body: body && JSON.stringify(body) }
    const init = { method, headers: { 'X-Api-Key': keys.live.key, ...type, ...headers }, ...sent }
    const request = new Request(`http://api.example/v1/${path}`, init as never)
    return app.fetch(request, bindings as never, context as never)
  }

  /** Sends a request, and measures how long it takes until the response is complete. */
  async function timed(...request: Parameters<typeof fetch>) {
    const start = performance.now()
    const response = await fetch(...request)
    const { status, headers } = response
    const text = await response.text()
    return {
      ...{ status, headers, retryAfter: headers.get('Retry-After'), ms: performance.now() - start },
      // biome-ignore lint/suspicious/noExplicitAny: the tests check the shape
      body: (text.startsWith('{') ? JSON.parse(text) : text) as any,
    }
  }

  return {
    ...{ url, loginUrl, tenantId: tenant.id, key: keys.live.key, endpoint, query, fetch, timed },
    /** Sends a request. The result includes its log lines and the number of its database calls. */
    async send(...request: Parameters<typeof fetch>) {
      const { requests: before } = await endpoint.counts()
      const { result, lines } = await logged(() => timed(...request))
      const { requests: after } = await endpoint.counts()
      return { ...result, lines, calls: after - before }
    },
    /** The fault affects all further database calls, or only the next ones. */
    async fail(fault: Fault | FaultName, times: number | null = null) {
      await endpoint.inject({ ...(typeof fault === 'string' ? { fault } : fault), times })
    },
    /** Ends all faults, and sends enough requests for the API to allow retries again. */
    async recover() {
      await endpoint.inject()
      await logged(async () => {
        for (let n = 0; n < 40; n++) await fetch('GET', 'customers?per_page=1')
      })
    },
    /** From now on, the API knows neither its key nor its login role. */
    forgetKey() {
      bindings.KEYS = emptyKv()
      app = createApp()
    },
  }
}

/** A slow test outlasts an app's memory of its key: an entry in KV spares it a lookup, which would count as a call. */
function emptyKv() {
  const entries = new Map<string, string>()
  return {
    get: async (name: string) => entries.get(name) ?? null,
    put: async (name: string, entry: string) => void entries.set(name, entry),
    delete: async (name: string) => void entries.delete(name),
  }
}

/** Runs the work, and returns the lines that it writes to the log. */
export async function logged<Result>(work: () => Promise<Result>): Promise<{ result: Result; lines: Line[] }> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  try {
    const result = await work()
    return { result, lines: log.mock.calls.map(([line]) => JSON.parse(String(line)) as Line) }
  } finally {
    log.mockRestore()
  }
}

/** Runs a statement before each customer is inserted, until the test ends. */
export async function beforeEachCustomer({ query }: FaultyApi, statement: string): Promise<void> {
  await query(
    `create function public.meanwhile() returns trigger language plpgsql as $$ begin ${statement}; return new; end $$;
     grant execute on function public.meanwhile() to api_tenant;
     create trigger meanwhile before insert on customers for each row execute function public.meanwhile()`,
  )
  onTestFinished(async () => void (await query('drop function public.meanwhile cascade')))
}
