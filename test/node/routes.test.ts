import { expect, test } from 'vitest'
import { createApp, operations } from '../../src/app.ts'
import { actions } from '../../src/dashboard/actions.ts'
import { pages } from '../../src/dashboard/pages.ts'
import {
  DASHBOARD_MOUNTS,
  FORM_ROUTES,
  MIDDLEWARE,
  OPERATION_ROUTES,
  OTHER_ROUTES,
  PAGE_ROUTES,
} from './sources/routes.ts'

// Lock 2: every route is an operation, which checks key, role and scope, or is listed with the reason why not.

const ADVICE =
  'Declare an operation with operation() and add its route to OPERATION_ROUTES in test/node/sources/routes.ts. A ' +
  'route that cannot be an operation belongs in OTHER_ROUTES, with the reason why it exposes no tenant.'

const app = createApp()
const routeOf = (text: string) => text.split(' ').slice(0, 2).join(' ')
const pathsOf = (routes: string[]) => [...new Set(routes.map((route) => route.replace(/^\w+ /, '')))]

test('every route of the app is in a fixed list, for all methods and paths', () => {
  const routes = [...OPERATION_ROUTES.map(routeOf), ...Object.keys(OTHER_ROUTES)]
  expect(
    app.routes.map(({ method, path }) => `${method} ${path}`),
    ADVICE,
  ).toEqual([
    ...DASHBOARD_MOUNTS,
    ...MIDDLEWARE.map(() => 'ALL /*'),
    ...routes,
    // Rejects the methods that the path does not support.
    ...pathsOf(routes).map((path) => `ALL ${path}`),
  ])
})

test.each([
  ['operation', operations, OPERATION_ROUTES],
  ['page', pages, PAGE_ROUTES],
] as const)('every listed %s has the method, path and id that it declares', async (_, list, expected) => {
  const loaded = await Promise.all(list.map(({ load }) => load()))
  const declared = loaded.map(({ route: { method, path, operationId } }) => {
    return `${method.toUpperCase()} ${path.replaceAll(/\{(.+?)\}/g, ':$1')} ${operationId}`
  })
  expect(declared, ADVICE).toEqual(expected)
})

test('every form of the dashboard is in a fixed list, and has the path that it declares', async () => {
  expect(actions.map(({ path }) => path)).toEqual(FORM_ROUTES)
  const declared = await Promise.all(actions.map(async ({ load }) => (await load()).path))
  expect(declared.map((path) => path.replaceAll(/\{(.+?)\}/g, ':$1'))).toEqual(FORM_ROUTES)
})

test.each(pathsOf([...OPERATION_ROUTES.map(routeOf), ...Object.keys(OTHER_ROUTES)]))(
  '%s returns only an error for a method that it does not support',
  async (path) => {
    const response = await app.request(path.replaceAll(/:\w+/g, 'any'), { method: 'PROPFIND' })
    expect(response.status).toBe(405)
    expect(await response.json()).toEqual({
      detail: 'This path does not support the method. The Allow header lists the supported methods.',
      code: 'method_not_allowed',
      request_id: expect.any(String),
    })
  },
)

test.each(['/v1', '/v1/stats', '/debug', '/v1/customers/any/any/any'])(
  'an unknown path such as %s returns only an error',
  async (path) => {
    const response = await app.request(path)
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({
      detail: expect.any(String),
      code: 'route_not_found',
      request_id: expect.any(String),
    })
  },
)
