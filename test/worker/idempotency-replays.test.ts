import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { startFaultyEndpoint } from '../setup/faults.ts'
import { bindings, newTenant, type Tenant } from './harness.ts'

// A repeated request gets the first response, even if the state or the caller has changed in between.

type Ids = { id: string; blocked: string; archived: string }

/** As many keys as a customer can have. */
const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`key${n}`, n]))

async function newCustomers(tenant: Tenant): Promise<Ids> {
  await tenant.customer({ email: 'taken@x.example' })
  const { id } = await tenant.customer({ external_id: 'mine', metadata: many })
  const { id: blocked } = await tenant.customer()
  for (const status of ['running', 'running']) await tenant.row('instances', { customer_id: blocked, status })
  await tenant.row('subscriptions', { customer_id: blocked, status: 'active' })
  const { id: archived } = await tenant.customer({ email: 'gone@x.example' })
  await tenant.delete(`/v1/customers/${archived}`)
  await tenant.customer({ email: 'gone@x.example' })
  return { id, blocked, archived }
}

describe.each<[string, (etag: string) => string | undefined]>([
  ['the same If-Match', (etag) => etag],
  ['another If-Match', () => '"0"'],
  ['no If-Match', () => undefined],
])('a result is repeated exactly, with %s:', (_, matchOf) => {
  test.each<[string, 'patch' | 'put' | 'post' | 'delete', (ids: Ids) => string, object | undefined, number, keyof Ids]>(
    [
      ['update, email taken', 'patch', ({ id }) => id, { email: 'taken@x.example' }, 409, 'id'],
      ['update, too much metadata', 'patch', ({ id }) => id, { metadata: { more: 1 } }, 422, 'id'],
      ['put, email taken', 'put', () => 'external/mine', { email: 'taken@x.example' }, 409, 'id'],
      ['archive, running instances', 'delete', ({ blocked }) => blocked, undefined, 409, 'blocked'],
      ['restore, email taken', 'post', ({ archived }) => `${archived}/restore`, undefined, 409, 'archived'],
      ['restore of an active customer', 'post', ({ id }) => `${id}/restore`, undefined, 200, 'id'],
    ],
  )('%s', async (_, method, pathOf, body, status, which) => {
    const tenant = await newTenant()
    const ids = await newCustomers(tenant)
    const read = await tenant.get(`/v1/customers/${ids[which]}?include_archived=true`)
    const etag = read.headers.get('ETag') as string
    const path = `/v1/customers/${pathOf(ids)}`
    const send = (match: string | undefined) => {
      const headers = { 'Idempotency-Key': 'a-key', ...(match !== undefined && { 'If-Match': match }) }
      return method === 'delete' ? tenant.delete(path, { headers }) : tenant[method](path, body as object, { headers })
    }
    const [first, second] = [await send(etag), await send(matchOf(etag))]
    expect(first.status).toBe(status)
    expect(second.headers.get('Idempotent-Replayed')).toBe('true')
    expect([second.status, JSON.stringify(second.body)]).toEqual([status, JSON.stringify(first.body)])
  })
})

describe('a key that its own request ends gets the response of that request', () => {
  const REQUESTS = [
    ['rotate', (id: string) => ['post', `/v1/api-keys/${id}/rotate`, { grace_seconds: 0 }, 201] as const],
    ['revoke', (id: string) => ['delete', `/v1/api-keys/${id}`, undefined, 204] as const],
  ] as const
  const send = (
    caller: ReturnType<Tenant['as']>,
    [method, path, body]: readonly [string, string, unknown, number],
    options: object,
  ) => {
    const all = { headers: { 'Idempotency-Key': 'a-key' }, ...options }
    return method === 'post' ? caller.post(path, body as object, all) : caller.delete(path, all)
  }

  test.each(REQUESTS)('after a lost response: %s', async (_, requestOf) => {
    const tenant = await newTenant()
    const { id, key } = await tenant.key()
    for (let n = 0; n < 40; n++) await tenant.get('/v1/customers?per_page=1')
    const endpoint = await startFaultyEndpoint()
    await endpoint.inject('lose_response')
    const request = requestOf(id)
    const env = { ...bindings, DATABASE_ENDPOINT: endpoint.url }
    expect(await send(tenant.as(key), request, { env })).toMatchObject({ status: request[3] })
  })

  test.each(REQUESTS)('from an isolate that still remembers the key: %s', async (_, requestOf) => {
    const tenant = await newTenant()
    const { id, key } = await tenant.key()
    const [one, other] = [createApp(), createApp()]
    for (const app of [one, other]) await tenant.as(key).get('/v1/customers', { app })
    const request = requestOf(id)
    const first = await send(tenant.as(key), request, { app: one })
    const second = await send(tenant.as(key), request, { app: other })
    expect([first.status, second.status]).toEqual([request[3], request[3]])
    expect(JSON.stringify(second.body)).toBe(JSON.stringify(first.body))
  })
})

describe.each<[string, 'patch' | 'put' | 'delete', (ids: Ids) => string, object | undefined]>([
  ['update', 'patch', ({ id }) => id, {}],
  ['put', 'put', () => 'external/mine', {}],
  ['put of a customer that does not exist', 'put', () => 'external/new', {}],
  ['archive', 'delete', ({ id }) => id, undefined],
])('a failed precondition is repeated: %s', (_, method, pathOf, body) => {
  test.each([['another If-Match'], ['no If-Match']])('with %s', async (kind) => {
    const tenant = await newTenant()
    const path = `/v1/customers/${pathOf(await newCustomers(tenant))}`
    const send = (match?: string) => {
      const headers = { 'Idempotency-Key': 'a-key', ...(match && { 'If-Match': match }) }
      return method === 'delete' ? tenant.delete(path, { headers }) : tenant[method](path, body, { headers })
    }
    const [first, second] = [await send('"0"'), await send(kind === 'no If-Match' ? undefined : '*')]
    expect(first).toMatchObject({ status: 412, body: { code: 'precondition_failed' } })
    expect([second.status, JSON.stringify(second.body)]).toEqual([412, JSON.stringify(first.body)])
  })
})

test('the response that shows a new key is repeated after the key has expired', async () => {
  const tenant = await newTenant()
  const expires_at = new Date(Date.now() + 1500).toISOString()
  const create = () => tenant.post('/v1/api-keys', { expires_at }, { headers: { 'Idempotency-Key': 'a-key' } })
  const first = await create()
  await expect.poll(async () => (await tenant.as(first.body.key).get('/v1/api-keys/me')).status).toBe(401)
  const second = await create()
  expect([first.status, second.status]).toEqual([201, 201])
  expect(JSON.stringify(second.body)).toBe(JSON.stringify(first.body))
})
