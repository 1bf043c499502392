/// <reference types="@cloudflare/vitest-plugin/types" />

import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { inject, vi } from 'vitest'
import { createKey } from '../../src/admin/keys.ts'
import { createTenant } from '../../src/admin/tenants.ts'
import { createApp } from '../../src/app.ts'
import { connect } from '../../src/db/client.ts'
import type { Env } from '../../src/env.ts'
import type {} from '../setup/provided.ts'

export const database = inject('database')

export const bindings: Env = {
  KEYS: (env as unknown as Env).KEYS,
  DATABASE_URL: database.loginUrl,
  DATABASE_ENDPOINT: database.endpoint,
}

type Row = Record<string, unknown>

/** A client of the tests' database, as the role of the URL. */
export const clientOf = (url: string) => connect({ DATABASE_URL: url, DATABASE_ENDPOINT: database.endpoint })

/** One statement as the role of the URL. */
export function sqlAs(url: string) {
  return (text: string, params: unknown[] = []) => clientOf(url).query(text, params) as Promise<Row[]>
}

/** One statement as the operator, who owns every table and is bound by no policy. */
export const operator = sqlAs(database.ownerUrl)

/** One statement as the tenant role, in a transaction whose settings are the given ones; what an insider could try. */
export async function asTenantRole(text: string, settings: Record<string, string> = {}) {
  const client = clientOf(database.loginUrl)
  const set = Object.entries(settings).map(([name, value]) => client`select set_config(${name}, ${value}, true)`)
  const results = await client.transaction([...set, client`set local role api_tenant`, client.query(text)])
  return results[results.length - 1] as unknown[]
}

interface Sent {
  body?: unknown
  /** Null for a request without a key; the tenant's live admin key by default. */
  key?: string | null
  headers?: Record<string, string>
  app?: ReturnType<typeof createApp>
  env?: Env
}

export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers that other tests check the shape of
  body: any
}

const sharedApp = createApp()

/**
 * Sends a request through the Worker. Text is sent as JSON, and so is what any other body says in JSON; bytes and
 * streams are sent as they are, without a content type.
 */
export async function send(method: string, path: string, { body, key, headers, app = sharedApp, env }: Sent = {}) {
  const context = createExecutionContext()
  const init: RequestInit = { method, headers: { ...(key && { 'X-Api-Key': key }), ...headers } }
  if (body instanceof Uint8Array || body instanceof ReadableStream) init.body = body
  else if (body !== undefined) {
    init.body = typeof body === 'string' ? body : JSON.stringify(body)
    init.headers = { 'Content-Type': 'application/json', ...(init.headers as Record<string, string>) }
  }
  const response = await app.fetch(new Request(`https://api.example${path}`, init), env ?? bindings, context as never)
  const text = await response.text()
  await waitOnExecutionContext(context)
  const isJson = response.headers.get('Content-Type')?.startsWith('application/json')
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text ? JSON.parse(text) : text,
  } as Answer
}

/** The faults that a 422 lists, each as `body.email string_too_long`, in alphabetical order. */
export function faults({ status, body }: Answer): string[] {
  if (status !== 422) throw new Error(`${status} instead of 422: ${JSON.stringify(body)}`)
  return body.detail.map(({ loc, type }: { loc: string[]; type: string }) => `${loc.join('.')} ${type}`).sort()
}

/** A tenant of the test's own, and the requests of its admin. */
export async function newTenant() {
  const slug = `t-${crypto.randomUUID()}`
  const { tenant, sandbox, keys } = await createTenant(operator, { slug, name: 'A tenant' })
  const as = (key: string | null) => ({
    get: (path: string, sent: Sent = {}) => send('GET', path, { key, ...sent }),
    post: (path: string, body?: unknown, sent: Sent = {}) => send('POST', path, { key, body, ...sent }),
    put: (path: string, body?: unknown, sent: Sent = {}) => send('PUT', path, { key, body, ...sent }),
    patch: (path: string, body?: unknown, sent: Sent = {}) => send('PATCH', path, { key, body, ...sent }),
    delete: (path: string, sent: Sent = {}) => send('DELETE', path, { key, ...sent }),
  })
  const admin = as(keys.live.key)

  return {
    id: tenant.id,
    slug,
    sandboxId: sandbox.id,
    keys,
    ...admin,
    as,
    /** A customer made through the API. */
    async customer(fields: Row = {}): Promise<{ id: string }> {
      const answer = await admin.post('/v1/customers', fields)
      if (answer.status !== 201) throw new Error(`no customer: ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    /** A key of this tenant's live side. */
    key: (options: Partial<Parameters<typeof createKey>[1]> = {}) =>
      createKey(operator, { slug, mode: 'live', role: 'admin', scopes: ['*'], ...options }),
    /** A key bound to one customer. */
    boundKey: async (customerId: string) =>
      (await createKey(operator, { slug, mode: 'live', role: 'customer', customerId, scopes: ['*'] })).key,
    /** A row in one of the tenant's tables; answers its id. */
    row: (table: string, fields: Row) => insert(table, { tenant_id: tenant.id, ...fields }),
  }
}

export type Tenant = Awaited<ReturnType<typeof newTenant>>

/** Inserts a row as the operator and answers its id. */
export async function insert(table: string, fields: Row): Promise<string> {
  const names = Object.keys(fields)
  const values = names.map((_, index) => `$${index + 1}`)
  const text = `insert into ${table} (${names.join(', ')}) values (${values.join(', ')}) returning id`
  const [row] = await operator(text, Object.values(fields))
  return String(row?.id)
}

/** How many requests the work sends to the database. */
export async function tripsOf(work: () => Promise<unknown>): Promise<number> {
  const spy = vi.spyOn(globalThis, 'fetch')
  try {
    await work()
    return spy.mock.calls.length
  } finally {
    spy.mockRestore()
  }
}

/** An id that no row has. */
export const absentId = () => crypto.randomUUID()
