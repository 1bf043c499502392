import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, describe, expect, inject } from 'vitest'
import { createTenant } from '../../src/admin/tenants.ts'
import { copyBuild } from '../bench/servers/build.ts'
import { endProgram } from '../bench/servers/children.ts'
import { startWorker } from '../bench/servers/worker.ts'
import { startFaultyEndpoint } from '../setup/faults.ts'
import { runSql } from '../setup/own-database.ts'

// Requests in one isolate wait for each other's results, which workerd permits only in certain ways. Other tests call
// the app without workerd's request contexts.

/** The built Worker in workerd itself, with an endpoint that can inject faults. */
const test = base.extend<{ worker: Awaited<ReturnType<typeof start>> }>({
  worker: [
    async ({}, use) => {
      const worker = await start()
      await use(worker)
      await worker.stop()
    },
    { scope: 'file' },
  ],
})

async function start() {
  const { ownerUrl, loginUrl } = inject('database')
  const folder = await mkdtemp(join(tmpdir(), 'customers-isolate-'))
  const build = await copyBuild(inject('build'), folder)
  const endpoint = await startFaultyEndpoint()
  const { child, port } = await startWorker(build, { loginUrl, endpoint: endpoint.url })
  const get = async (key: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/v1/customers`, { headers: { 'X-Api-Key': key } })
    await response.text()
    return response.status
  }
  const newKey = async () => {
    const query = (text: string, values?: unknown[]) => runSql(ownerUrl, text, values)
    const { keys } = await createTenant(query, { slug: `t-${crypto.randomUUID()}`, name: 'A', rateLimit: 'highest' })
    return keys.live.key
  }
  // The first request of an isolate also checks the login role.
  await get(await newKey())
  return {
    ...{ get, newKey, endpoint },
    /** Sends a request and disconnects once it has reached the database. */
    async getAndDisconnect(key: string) {
      const { requests } = await endpoint.counts()
      const socket = connect(port, '127.0.0.1').on('error', () => undefined)
      socket.write(`GET /v1/customers HTTP/1.1\r\nHost: api.example\r\nX-Api-Key: ${key}\r\n\r\n`)
      await expect.poll(async () => (await endpoint.counts()).requests).toBeGreaterThan(requests)
      socket.destroy()
    },
    async stop() {
      await endProgram(child)
      await rm(folder, { recursive: true })
    },
  }
}

describe('in one isolate', () => {
  test('50 concurrent requests with one uncached key share a lookup', async ({ worker: { get, newKey, endpoint } }) => {
    const key = await newKey()
    const { requests } = await endpoint.counts()
    const statuses = await Promise.all(Array.from({ length: 50 }, () => get(key)))
    expect(statuses).toEqual(Array(50).fill(200))
    // In addition to their batches: one for the lookup, and one that records the use of the key.
    await expect.poll(async () => (await endpoint.counts()).requests - requests).toBe(52)
  })

  test('a lookup continues if the client that started it disconnects', async ({ worker }) => {
    const key = await worker.newKey()
    await worker.endpoint.inject({ fault: 'delay', ms: 500 })
    await worker.getAndDisconnect(key)
    expect(await worker.get(key)).toBe(200)
  })

  test('clients that disconnect do not block their tenant', async ({ worker }) => {
    const key = await worker.newKey()
    expect(await worker.get(key)).toBe(200)
    await worker.endpoint.inject({ fault: 'hang', times: 8 })
    for (let count = 0; count < 8; count++) await worker.getAndDisconnect(key)
    await expect.poll(() => worker.get(key), { timeout: 15_000 }).toBe(200)
  })
})
