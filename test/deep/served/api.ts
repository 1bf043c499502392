import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test as base, inject } from 'vitest'
import { databaseName } from '../../../src/admin/local-stack.ts'
import { startThrowAwayCluster } from '../../../src/local/postgres/throw-away.ts'
import { allowStripeSecrets, prepareStack } from '../../../src/local/stack.ts'
import { copyBuild } from '../../bench/servers/build.ts'
import { endProgram } from '../../bench/servers/children.ts'
import { startWorker } from '../../bench/servers/worker.ts'
import { startFaultServer } from '../../setup/fault-server.ts'
import { startFaultyEndpoint } from '../../setup/faults.ts'
import { STRIPE_SECRET } from '../../setup/provided.ts'
import { startPlatform } from './platform.ts'
import { openPool, queryOf } from './pool.ts'
import { newTenantOf } from './tenant.ts'

export interface ApiRequest {
  method: string
  path: string
  key?: string
  /** Text and streams are sent unchanged, anything else as JSON. */
  body?: unknown
  headers?: Record<string, string>
}

type Line = Record<string, unknown> & { client_request_id?: string; stream?: string }
export type ApiResponse = Awaited<ReturnType<Api['send']>>
export type Api = Awaited<ReturnType<Served['startApi']>>
export type Served = Awaited<ReturnType<typeof startServed>>

/** The built Worker in workerd, with a PostgreSQL server, KV and rate limiters of this file's own. */
export const test = base.extend<{ served: Served }>({
  served: [
    async ({}, use) => {
      const served = await startServed()
      await use(served)
      await served.stop()
    },
    { scope: 'file' },
  ],
})

async function startServed() {
  const cluster = await startThrowAwayCluster(() => undefined)
  const { endpoint: neon, loginUrl } = await prepareStack(cluster)
  await allowStripeSecrets(cluster.ownerUrl, [STRIPE_SECRET])
  const faults = await startFaultServer(neon.url)
  const owner = openPool(cluster.ownerUrl)
  const superuser = openPool(cluster.url('postgres', cluster.secrets.superuser, databaseName))
  const query = queryOf(owner)
  const isolates = await mkdtemp(join(tmpdir(), 'customers-served-'))
  const stops: (() => Promise<void>)[] = []

  return {
    ...{ query, owner, loginUrl, superuser: queryOf(superuser) },
    newTenant: () => newTenantOf(query),
    /** Starts another isolate, with an endpoint and a platform of its own, until the file ends. */
    async startApi() {
      const api = await startApi(isolates, loginUrl, await startFaultyEndpoint(neon.url, faults.url))
      stops.push(api.stop)
      const { key } = await newTenantOf(query)
      // The first request of an isolate also checks its login role.
      const read = () => api.send({ method: 'GET', path: '/v1/api-keys/me', key })
      await api.settled(read, 3)
      return {
        ...api,
        /** Ends all faults, and sends enough requests for the API to allow this many retries again. */
        async recover(retries = 2) {
          await api.endpoint.inject()
          api.platform.inject()
          for (let n = 0; n < 4 * retries; n++) await Promise.all(Array.from({ length: 5 }, read))
        },
      }
    },
    async stop() {
      await Promise.all(stops.map((stop) => stop()))
      await Promise.all([owner.end(), superuser.end(), rm(isolates, { recursive: true })])
      faults.close()
      await neon.close()
      await cluster.remove()
    },
  }
}

async function startApi(isolates: string, loginUrl: string, endpoint: Awaited<ReturnType<typeof startFaultyEndpoint>>) {
  const platform = await startPlatform()
  const build = await copyBuild(inject('build'), await mkdtemp(join(isolates, 'isolate-')))
  const lines = new Map<string, Line[]>()
  const keep = (line: Line) => {
    const id = String(line.client_request_id)
    lines.set(id, [...(lines.get(id) ?? []), line])
  }
  const worker = await startWorker(
    build,
    { loginUrl, endpoint: endpoint.url },
    {
      ...{ stripeSecret: STRIPE_SECRET, platform: platform.address },
      onLog: (line) => line.startsWith('{') && keep(JSON.parse(line)),
    },
  )
  const url = `http://127.0.0.1:${worker.port}`

  async function send({ method, path, key, body, headers = {} }: ApiRequest, requestId: string = crypto.randomUUID()) {
    const isRaw = typeof body === 'string' || body === undefined || body instanceof ReadableStream
    const text = isRaw ? body : JSON.stringify(body)
    const sent = {
      ...{ 'X-Request-Id': requestId },
      ...(key && { 'X-Api-Key': key }),
      ...(text !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    }
    const start = performance.now()
    const init = { method, headers: sent, ...(text !== undefined && { body: text, duplex: 'half' }) }
    const response = await fetch(`${url}${path}`, init as RequestInit)
    let isCutOff = false
    const content = await response.text().catch(() => {
      isCutOff = true
      return ''
    })
    return {
      ...{ requestId, status: response.status, headers: response.headers, text: content, isCutOff },
      ...{ ms: performance.now() - start, json: isJson(response) && content ? JSON.parse(content) : undefined },
    }
  }

  /** The last log line about a request, once there are this many. */
  async function lineOf(requestId: string, count = 1): Promise<Line> {
    for (let tries = 0; tries < 200; tries += 1) {
      const found = lines.get(requestId) ?? []
      if (found.length >= count) return found.at(-1) as Line
      await sleep(10)
    }
    throw new Error(`the log has no line about ${requestId}`)
  }

  /** Does work, and waits until it has caused this many database calls, including those in the background. */
  async function settled<Result>(work: () => Promise<Result>, calls: number): Promise<Result> {
    const { requests: before } = await endpoint.counts()
    const result = await work()
    for (let tries = 0; tries < 500; tries += 1) {
      if ((await endpoint.counts()).requests >= before + calls) return result
      await sleep(10)
    }
    throw new Error(`fewer than ${calls} calls to the database`)
  }

  return {
    ...{ url, port: worker.port, endpoint, platform, send, lineOf, settled },
    async stop() {
      await endProgram(worker.child)
      platform.close()
    },
  }
}

const isJson = ({ headers }: Response) => headers.get('Content-Type')?.startsWith('application/json') ?? false
