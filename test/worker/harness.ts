/// <reference types="@cloudflare/vitest-plugin/types" />

import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { neon, neonConfig } from '@neondatabase/serverless'
import { inject, vi } from 'vitest'
import { createKey } from '../../src/admin/keys.ts'
import { createTenant } from '../../src/admin/tenants.ts'
import { createApp } from '../../src/app.ts'
import type { Env } from '../../src/env.ts'
import { differences } from '../setup/documented.ts'
import type {} from '../setup/provided.ts'

export const database = inject('database')

export const bindings: Env = {
  ...(env as unknown as Env),
  DATABASE_URL: database.loginUrl,
  DATABASE_ENDPOINT: database.endpoint,
}

type Row = Record<string, unknown>

/** A client for the test database, connected as the role in the URL. */
export function clientOf(url: string) {
  neonConfig.fetchEndpoint = database.endpoint
  return neon(url)
}

/** Runs one statement as the role in the URL. */
export function sqlAs(url: string) {
  return (text: string, params: unknown[] = []) => clientOf(url).query(text, params) as Promise<Row[]>
}

/** Runs one statement as the operator, who owns every table and bypasses all policies. */
export const operator = sqlAs(database.ownerUrl)

const SEALED = ['tenant_id', 'role', 'customer_id', 'key_id', 'operation', 'idempotency_key', 'request_id']
const SEAL = `
  select set_config('app.seal', app.seal_of(key, ${SEALED.map((name) => `current_setting('app.${name}', true)`)}), true)
    from app.seal_key`

/** Runs one statement as the tenant role with these settings, sealed as `app.enter` does. */
export async function asTenantRole(text: string, settings: Record<string, string> = {}) {
  const client = clientOf(database.ownerUrl)
  const all = Object.entries({ 'app.operation': 'aTest', ...settings })
  const results = await client.transaction([
    ...all.map(([name, value]) => client`select set_config(${name}, ${value}, true)`),
    client.query(SEAL),
    client.query(`set local role ${settings['app.role'] === 'customer' ? 'api_customer' : 'api_tenant'}`),
    client.query(text),
  ])
  return results[results.length - 1] as unknown[]
}

interface RequestOptions {
  body?: unknown
  /** Null sends no key. The default is the live admin key of the tenant. */
  key?: string | null
  headers?: Record<string, string>
  app?: ReturnType<typeof createApp>
  env?: Env
}

export interface ApiResponse {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: other tests check the shape of responses
  body: any
}

const sharedApp = createApp()

/**
 * Sends a request through the Worker. Text is sent unchanged with the JSON content type, other values are serialized
 * as JSON. Bytes and streams are sent unchanged without a content type. A response must be as documented.
 */
export async function send(
  method: string,
  path: string,
  { body, key, headers, app = sharedApp, env }: RequestOptions = {},
) {
  const context = createExecutionContext()
  // Each request has a different address, because failed authentications are limited per address.
  const address = { 'CF-Connecting-IP': `client ${crypto.randomUUID()}` }
  const init: RequestInit = { method, headers: { ...address, ...(key && { 'X-Api-Key': key }), ...headers } }
  if (body instanceof Uint8Array || body instanceof ReadableStream) init.body = body
  else if (body !== undefined) {
    init.body = typeof body === 'string' ? body : JSON.stringify(body)
    init.headers = { 'Content-Type': 'application/json', ...(init.headers as Record<string, string>) }
  }
  const response = await app.fetch(new Request(`https://api.example${path}`, init), env ?? bindings, context as never)
  const text = await response.text()
  await waitOnExecutionContext(context)
  const wrong = differences(method, path, response, text)
  if (wrong.length > 0) throw new Error(`${method} ${path} differs from the document: ${wrong.join('; ')}`)
  const isJson = response.headers.get('Content-Type')?.startsWith('application/json')
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text ? JSON.parse(text) : text,
  } as ApiResponse
}

/** The validation errors of a 422 response, for example `body.email string_too_long`, in alphabetical order. */
export function validationErrors({ status, body }: ApiResponse): string[] {
  if (status !== 422) throw new Error(`${status} instead of 422: ${JSON.stringify(body)}`)
  return body.detail.map(({ loc, type }: { loc: string[]; type: string }) => `${loc.join('.')} ${type}`).sort()
}

/** Creates a tenant for one test, with methods that send requests as its admin. */
export async function newTenant() {
  const slug = `t-${crypto.randomUUID()}`
  const { tenant, sandbox, keys } = await createTenant(operator, { slug, name: 'A tenant', rateLimit: 'highest' })
  const as = (key: string | null) => ({
    get: (path: string, options: RequestOptions = {}) => send('GET', path, { key, ...options }),
    post: (path: string, body?: unknown, options: RequestOptions = {}) => send('POST', path, { key, body, ...options }),
    put: (path: string, body?: unknown, options: RequestOptions = {}) => send('PUT', path, { key, body, ...options }),
    patch: (path: string, body?: unknown, options: RequestOptions = {}) =>
      send('PATCH', path, { key, body, ...options }),
    delete: (path: string, options: RequestOptions = {}) => send('DELETE', path, { key, ...options }),
  })
  const admin = as(keys.live.key)

  return {
    id: tenant.id,
    slug,
    sandboxId: sandbox.id,
    keys,
    ...admin,
    as,
    /** Creates a customer through the API. */
    async customer(fields: Row = {}): Promise<{ id: string }> {
      const response = await admin.post('/v1/customers', fields)
      if (response.status !== 201) throw new Error(`no customer: ${JSON.stringify(response.body)}`)
      return response.body
    },
    /** Creates a live key. */
    key: (options: Partial<Parameters<typeof createKey>[1]> = {}) =>
      createKey(operator, { slug, mode: 'live', role: 'admin', scopes: ['*'], rateLimit: 'highest', ...options }),
    /** Creates a customer-bound key and returns its text. */
    boundKey: async (customerId: string) =>
      (await createKey(operator, { slug, mode: 'live', role: 'customer', customerId, scopes: ['*'] })).key,
    /** Inserts a row for this tenant and returns its id. */
    row: (table: string, fields: Row) => insert(table, { tenant_id: tenant.id, ...fields }),
  }
}

export type Tenant = Awaited<ReturnType<typeof newTenant>>

/** Inserts a row as the operator and returns its id. */
export async function insert(table: string, fields: Row): Promise<string> {
  const names = Object.keys(fields)
  const values = names.map((_, index) => `$${index + 1}`)
  const text = `insert into ${table} (${names.join(', ')}) values (${values.join(', ')}) returning id`
  const [row] = await operator(text, Object.values(fields))
  return String(row?.id)
}

/** Counts the requests to the database during the work, except those that record the use of a key in the background. */
export async function tripsOf(work: () => Promise<unknown>): Promise<number> {
  return (await queriesOf(work)).filter((query) => !query.includes('app.record_key_use(')).length
}

/** The bodies of the requests to the database during the work. */
export async function queriesOf(work: () => Promise<unknown>): Promise<string[]> {
  const spy = vi.spyOn(globalThis, 'fetch')
  try {
    await work()
    return spy.mock.calls.map(([, init]) => String(init?.body))
  } finally {
    spy.mockRestore()
  }
}

/** An id without a row. */
export const absentId = () => crypto.randomUUID()
