import { describe, expect, test, vi } from 'vitest'
import { createKey } from '../../src/admin/keys.ts'
import { RESOURCES } from '../../src/auth/policy.ts'
import { absentId, newTenant, operator, send, tripsOf } from './harness.ts'
import { absentIds, call, OPERATIONS, oneOfEach, requestOf } from './operations.ts'

const each = OPERATIONS.map((operation) => [operation.route.operationId, operation] as const)
const scoped = each.flatMap(([id, operation]) => {
  const { scope } = operation.policy
  return scope ? [[id, operation, scope] as const] : []
})

test('only one operation needs no scope: the one that returns the calling API key', async () => {
  const unscoped = each.filter(([, { policy }]) => !policy.scope)
  expect(unscoped.map(([id]) => id)).toEqual(['getOwnApiKey'])
})

describe.each(scoped)('%s', (_, operation, scope) => {
  test('requires its own scope and accepts no other', async () => {
    const tenant = await newTenant()
    const ids = await oneOfEach(tenant)
    const { key: enough } = await tenant.key({ scopes: [scope] })
    expect([401, 403]).not.toContain((await call(operation, ids, enough)).status)

    const all = RESOURCES.flatMap((resource) => [`${resource}:read`, `${resource}:write`])
    const { key: wrong } = await tenant.key({ scopes: all.filter((one) => one !== scope) })
    const response = await call(operation, ids, wrong)
    expect(response).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } })
    expect(response.body.detail).toContain(scope)
  })

  test('rejects a missing scope at the edge, before the database is queried and before the body is read', async () => {
    const tenant = await newTenant()
    const { key } = await tenant.key({ scopes: [scope === 'rules:read' ? 'rules:write' : 'rules:read'] })
    await call(operation, absentIds(), key)
    const [method, path] = requestOf(operation, absentIds())
    const body = method === 'GET' ? undefined : '{"broken'
    const trips = await tripsOf(async () => {
      const response = await send(method, path, { key, body, headers: { 'Content-Type': 'text/plain' } })
      expect(response.status).toBe(403)
    })
    expect(trips).toBe(0)
  })
})

describe.each(each)('%s', (_, operation) => {
  test('returns 401 without a key', async () => {
    expect(await call(operation, absentIds(), null)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
  })

  test('accepts a customer-bound key only if its policy allows it, and rejects others at the edge', async () => {
    const tenant = await newTenant()
    const ids = await oneOfEach(tenant)
    const bound = await tenant.boundKey(ids.customer)
    const response = await call(operation, ids, bound)
    if (operation.policy.roles.includes('customer')) return expect(response.status).toBe(200)
    expect(response).toMatchObject({ status: 403, body: { code: 'admin_required' } })
    const again = () => call(operation, ids, bound)
    expect(await tripsOf(again), 'authorize() must check the role before the database is queried').toBe(0)
  })

  test('takes one round trip with a cached key', async () => {
    const tenant = await newTenant()
    const ids = await oneOfEach(tenant)
    await tenant.get('/v1/customers')
    expect(await tripsOf(() => call(operation, ids, tenant.keys.live.key))).toBe(1)
  })

  test('runs in the transaction of its scope: a read-only snapshot to read, read committed to write', async () => {
    const tenant = await newTenant()
    const ids = await oneOfEach(tenant)
    await tenant.get('/v1/customers')
    const spy = vi.spyOn(globalThis, 'fetch')
    await call(operation, ids, tenant.keys.live.key)
    const [, init] = spy.mock.lastCall ?? []
    spy.mockRestore()
    const headers = new Headers(init?.headers as Record<string, string>)
    const mode = [headers.get('Neon-Batch-Isolation-Level'), headers.get('Neon-Batch-Read-Only')]
    const writes = operation.policy.scope?.endsWith(':write')
    expect(mode).toEqual(writes ? ['ReadCommitted', 'false'] : ['RepeatableRead', 'true'])
  })
})

describe('a customer-bound key', () => {
  test('sees its own customer, and gets the same 404 for another as for an unknown one', async () => {
    const tenant = await newTenant()
    const [own, other] = [await tenant.customer(), await tenant.customer()]
    const bound = tenant.as(await tenant.boundKey(own.id))
    expect((await bound.get(`/v1/customers/${own.id}`)).body.id).toBe(own.id)

    const [hidden, absent] = [
      await bound.get(`/v1/customers/${other.id}`),
      await bound.get(`/v1/customers/${absentId()}`),
    ]
    expect(hidden.status).toBe(404)
    expect({ ...hidden.body, request_id: '' }).toEqual({ ...absent.body, request_id: '' })
  })

  test('sees the subscriptions and instances of its customer', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    await tenant.row('subscriptions', { customer_id: id, status: 'active' })
    await tenant.row('instances', { customer_id: id, status: 'running' })
    const { body } = await tenant.as(await tenant.boundKey(id)).get(`/v1/customers/${id}`)
    expect(body).toMatchObject({ subscription_count: 1, running_instance_count: 1 })
    expect([body.subscriptions.length, body.instances.length]).toEqual([1, 1])
  })
})

describe('a test key', () => {
  test('works in a separate sandbox: neither side sees the other’s data', async () => {
    const tenant = await newTenant()
    const sandbox = tenant.as(tenant.keys.test.key)
    const live = await tenant.customer({ email: 'steve@plumbing.example' })
    const test = await sandbox.post('/v1/customers', { email: 'steve@plumbing.example' })
    expect(test.status).toBe(201)

    expect((await sandbox.get(`/v1/customers/${live.id}`)).status).toBe(404)
    expect((await tenant.get(`/v1/customers/${test.body.id}`)).status).toBe(404)
    expect((await sandbox.get('/v1/customers')).body.customers.map((row: { id: string }) => row.id)).toEqual([
      test.body.id,
    ])
    expect((await tenant.get('/v1/customers')).body.customers.map((row: { id: string }) => row.id)).toEqual([live.id])
  })

  test('may be bound to a customer of the sandbox', async () => {
    const tenant = await newTenant()
    const { body } = await tenant.as(tenant.keys.test.key).post('/v1/customers', {})
    const options = { slug: tenant.slug, mode: 'test', role: 'customer', customerId: body.id, scopes: ['*'] } as const
    const { key } = await createKey(operator, options)
    expect((await tenant.as(key).get(`/v1/customers/${body.id}`)).status).toBe(200)
  })
})
