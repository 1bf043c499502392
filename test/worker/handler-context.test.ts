import type { Context } from 'hono'
import { expect, test, vi } from 'vitest'
import { createApp } from '../../src/app.ts'
import { admin } from '../../src/auth/policy.ts'
import { createShared } from '../../src/auth/shared.ts'
import { get } from '../../src/customers/get.ts'
import { mount, operation } from '../../src/operation.ts'
import { bindings, newTenant, type Tenant } from './harness.ts'
import { call, OPERATIONS, oneOfEach } from './operations.ts'

// Lock 1: a handler has only the database of one tenant.

/** Everything that the guard and the middleware give to a handler. */
const VARIABLES = [
  ...['caller', 'clientRequestId', 'cursors', 'db', 'deadline', 'keyset', 'limiter', 'mode', 'operationId'],
  ...['ownRequestId', 'rateLimit', 'refreshKey', 'requestId', 'secrets', 'startedAt'],
]
const ADVICE =
  'A handler gets one tenant’s database and nothing that leads to others. Pass a value that reveals no binding ' +
  'through OperationEnv, and add its name to VARIABLES in test/worker/handler-context.test.ts.'

/** Mounts an operation like all others and returns the context that its handler receives. */
async function contextOfHandler(tenant: Tenant): Promise<Context> {
  let received: Context | undefined
  const handler = async (c: Context) => {
    received = c
    return c.body(null)
  }
  const peek = operation(admin('customers:read'), { ...get.route, operationId: 'peek' }, handler as never)
  const app = createApp()
  mount(app, createShared(), [{ method: 'get', path: '/peek/{customer_id}', load: async () => peek }])
  await tenant.get(`/peek/${tenant.id}`, { app })
  if (!received) throw new Error('the handler was not called')
  return received
}

/** Everything that can be reached from a value through the properties of objects. */
function* valuesIn(value: unknown, seen = new Set<unknown>()): Generator<unknown> {
  if (seen.has(value)) return
  seen.add(value)
  yield value
  if (value === null || !['object', 'function'].includes(typeof value)) return
  for (const key of Reflect.ownKeys(value as object)) {
    yield* valuesIn(Reflect.getOwnPropertyDescriptor(value as object, key)?.value, seen)
  }
}

test('a handler receives a fixed list of variables', async () => {
  const { var: variables } = await contextOfHandler(await newTenant())
  expect(Object.keys(variables).sort(), ADVICE).toEqual(VARIABLES)
})

test('a handler receives no bindings', async () => {
  const { env } = await contextOfHandler(await newTenant())
  expect(env, ADVICE).toEqual({})
  operation(admin('customers:read'), get.route, async (c) => {
    // @ts-expect-error: a handler cannot access the connection string
    c.env.DATABASE_URL
    // @ts-expect-error: nor the cache
    c.env.KEYS
    return c.text('')
  })
})

test('nothing that a handler receives contains the connection string or another binding', async () => {
  const context = await contextOfHandler(await newTenant())
  const reached = [...valuesIn({ ...context, variables: context.var, env: context.env })]
  expect(reached.length).toBeGreaterThan(VARIABLES.length)
  const secrets = reached.filter((value) => {
    return value === bindings.KEYS || (typeof value === 'string' && value.includes(bindings.DATABASE_URL))
  })
  expect(secrets, ADVICE).toEqual([])
})

test.each(OPERATIONS.map((one) => [one.route.operationId, one] as const))(
  'the handler of %s receives no more than any other',
  async (_, one) => {
    const tenant = await newTenant()
    const ids = await oneOfEach(tenant)
    const prototype = Object.getPrototypeOf(await contextOfHandler(tenant))
    const read = vi.spyOn(prototype, 'var', 'get')
    await call(one, ids, tenant.keys.live.key)
    const keys = read.mock.results.flatMap(({ value }) => Object.keys(value))
    const bindingsSeen = read.mock.contexts.flatMap((c) => Object.keys((c as Context).env))
    read.mockRestore()
    expect(keys, 'the handler reads c.var').toContain('db')
    expect([...new Set(keys)].sort(), ADVICE).toEqual(VARIABLES)
    expect(bindingsSeen, ADVICE).toEqual([])
  },
)
