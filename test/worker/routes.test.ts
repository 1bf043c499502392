import { expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { send } from './harness.ts'
import { OPERATIONS } from './operations.ts'
import { MIDDLEWARE, OPERATION_ROUTES, OTHER_ROUTES } from './routes.ts'

// Lock 2: every route is an operation, which checks key, role and scope, or is listed with the reason why not.

const ADVICE =
  'Declare an operation with operation() and add its route to OPERATION_ROUTES in test/worker/routes.ts. A route ' +
  'that cannot be an operation belongs in OTHER_ROUTES, with the reason why it exposes no tenant.'

const routeOf = (text: string) => text.split(' ').slice(0, 2).join(' ')
const pathsOf = (routes: string[]) => [...new Set(routes.map((route) => route.replace(/^\w+ /, '')))]

test('every route of the app is in a fixed list, for all methods and paths', () => {
  const routes = [...OPERATION_ROUTES.map(routeOf), ...Object.keys(OTHER_ROUTES)]
  expect(
    createApp().routes.map(({ method, path }) => `${method} ${path}`),
    ADVICE,
  ).toEqual([
    ...MIDDLEWARE.map(() => 'ALL /*'),
    ...routes,
    // Rejects the methods that the path does not support.
    ...pathsOf(routes).map((path) => `ALL ${path}`),
  ])
})

test('every listed operation is declared by operation()', () => {
  const declared = OPERATIONS.map(({ route: { method, path, operationId } }) => {
    return `${method.toUpperCase()} ${path.replaceAll(/\{(.+?)\}/g, ':$1')} ${operationId}`
  })
  expect(declared, ADVICE).toEqual(OPERATION_ROUTES)
})

test.each(pathsOf([...OPERATION_ROUTES.map(routeOf), ...Object.keys(OTHER_ROUTES)]))(
  '%s returns only an error for a method that it does not support',
  async (path) => {
    const { status, body } = await send('PROPFIND', path.replaceAll(/:\w+/g, 'any'))
    expect(status).toBe(405)
    expect(body).toEqual({
      detail: 'This path does not support the method. The Allow header lists the supported methods.',
      code: 'method_not_allowed',
      request_id: expect.any(String),
    })
  },
)

test.each(['/', '/v1', '/v1/stats', '/debug', '/v1/customers/any/any/any'])(
  'an unknown path such as %s returns only an error',
  async (path) => {
    const { status, body } = await send('GET', path)
    expect(status).toBe(404)
    expect(body).toEqual({ detail: expect.any(String), code: 'route_not_found', request_id: expect.any(String) })
  },
)
