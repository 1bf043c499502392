import { type NeonQueryFunction, neon, neonConfig } from '@neondatabase/serverless'
import { test as base, inject } from 'vitest'
import { startNeonEndpoint } from '../../src/local/neon/endpoint.ts'
import { createDatabase } from './own-database.ts'

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
type ResponseBody = { rows: unknown[]; results: { rows: unknown }[]; message: string }

/** Sends a request like the driver, with additional headers. */
export async function post(endpoint: string, database: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'Neon-Connection-String': database, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as ResponseBody }
}
