import { Hono } from 'hono'
import { TrieRouter } from 'hono/router/trie-router'
import { apiKeys } from './api-keys/index.ts'
import { auditLog } from './audit-log/index.ts'
import { createShared } from './auth/shared.ts'
import { customers } from './customers/index.ts'
import { mountDashboard } from './dashboard/routes.ts'
import type { AppEnv } from './env.ts'
import { ApiError, errorResponse } from './errors/api-error.ts'
import { accessLog } from './http/access-log.ts'
import { cors, preflight } from './http/cors.ts'
import { requestId } from './http/request-id.ts'
import { responseHeaders } from './http/response-headers.ts'
import { instances } from './instances/index.ts'
import { mount } from './operation.ts'
import { rules } from './rules/index.ts'
import { mountService } from './service/index.ts'
import { mountStripe } from './stripe/routes.ts'
import { subscriptions } from './subscriptions/index.ts'

/** Every operation that requires a key, in the order of the OpenAPI document. */
export const operations = [...customers, ...apiKeys, ...auditLog, ...instances, ...rules, ...subscriptions]

/** Creates the whole API. Each app has a memory of its own. */
export function createApp(): Hono<AppEnv> {
  // Hono's default tries another router first, which rejects fixed paths next to paths with an id and falls back at the
  // first request.
  const app = new Hono<AppEnv>({ router: new TrieRouter() })

  const shared = createShared()
  mountDashboard(app, shared)

  app.use(requestId, cors, responseHeaders, accessLog)
  mount(app, shared, operations)
  mountStripe(app, shared)
  mountService(app, operations)

  for (const [path, allow] of methodsByPath(app)) {
    app.all(path, (c) => {
      const response = preflight(c, allow)
      if (response) return response
      throw new ApiError('method_not_allowed', { headers: { Allow: allow } })
    })
  }
  app.notFound((c) => errorResponse(new ApiError('route_not_found'), c))
  app.onError(errorResponse)
  return app
}

/** Maps each path to the methods it supports. A path with GET also supports HEAD. */
function methodsByPath(app: Hono<AppEnv>): Map<string, string> {
  const methods = new Map<string, Set<string>>()
  for (const { path, method } of app.routes.filter((route) => route.method !== 'ALL')) {
    const known = methods.get(path) ?? new Set()
    methods.set(path, known.add(method))
    if (method === 'GET') known.add('HEAD')
  }
  return new Map([...methods].map(([path, known]) => [path, [...known].join(', ')]))
}
