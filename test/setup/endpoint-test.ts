import { randomBytes } from 'node:crypto'
import { type NeonQueryFunction, neon, neonConfig } from '@neondatabase/serverless'
import { test as base, inject, onTestFinished } from 'vitest'
import { startNeonEndpoint } from '../../src/local/neon/endpoint.ts'
import { createDatabase, runSql } from './own-database.ts'

/** The driver's query function. */
export type Sql = NeonQueryFunction<false, false>

/** Each test has its own database and endpoint. */
export const test = base.extend<{ database: string; endpoint: string; sql: Sql }>({
  database: async ({}, use) => {
    const own = await createDatabase(inject('database').ownerUrl)
    await use(own.url)
    await own.remove()
  },
  endpoint: async ({ database }, use) => {
    const endpoint = await startNeonEndpoint({ database: addressOf(database) })
    await use(endpoint.url)
    await endpoint.close()
  },
  sql: async ({ database, endpoint }: { database: string; endpoint: string }, use: (sql: Sql) => Promise<void>) => {
    neonConfig.fetchEndpoint = endpoint
    await use(neon(database))
  },
})

/** Host and port of a `postgres://` URL. */
export const addressOf = (url: string) => ({ host: new URL(url).hostname, port: Number(new URL(url).port) })

/** The fields of a response that the tests read. */
type ResponseBody = { rows: unknown[]; results: { rows: unknown }[]; message: string; code: string }

/** Sends a request like the driver, with additional headers. Text and bytes are sent unchanged. */
export async function post(endpoint: string, database: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'Neon-Connection-String': database, ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as ResponseBody }
}

/** Creates a role with the password `first`, until the test ends. Its `url` names the same database. */
export async function createRole(url: string, attributes = 'login'): Promise<{ name: string; url: string }> {
  const { ownerUrl } = inject('database')
  const name = `test_${randomBytes(6).toString('hex')}`
  // Granted, so that the owner may end its sessions.
  await runSql(ownerUrl, `create role ${name} password 'first' ${attributes}; grant ${name} to current_user`)
  onTestFinished(async () => void (await runSql(ownerUrl, `drop role ${name}`)))
  return { name, url: Object.assign(new URL(url), { username: name, password: 'first' }).href }
}
