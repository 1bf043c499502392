import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { AppEnv } from '../env.ts'

/** Logs one line of JSON per request, and another one at the end of a streamed response. */
export const accessLog = createMiddleware<AppEnv>(async (c, next) => {
  c.set('startedAt', Date.now())
  await next()
  logRequest(c, c.get('isStreamed') ? 'started' : undefined)
})

/**
 * Writes a line about the request. Path, query and body are left out because they hold personal data; the route and the
 * ids are enough to trace a request.
 */
export function logRequest(c: Context<AppEnv>, stream?: 'started' | 'completed' | 'cancelled' | 'cut off'): void {
  const caller = c.get('caller')
  const failure = c.get('failure')
  const { retried = [] } = c.get('deadline') ?? {}
  const line = {
    level: failure ? 'error' : 'info',
    request_id: c.get('ownRequestId'),
    client_request_id: c.get('clientRequestId'),
    replay_of: c.get('originalRequestId'),
    method: c.req.method,
    route: routeOf(c),
    operation: c.get('operationId'),
    status: c.res.status,
    stream,
    code: c.get('errorCode'),
    milliseconds: Date.now() - c.get('startedAt'),
    ...(retried.length > 0 && { attempts: retried.length + 1, retried }),
    tenant_id: caller?.tenantId,
    key_id: caller?.keyId,
    event_id: c.get('eventId'),
    // Only if the limiter did not count the request.
    limiter: c.get('limiter') === 'failed' ? 'failed' : undefined,
    failure,
  }
  console.log(JSON.stringify(line))
}

/** The pattern of the route that responded, such as `/v1/customers/:customer_id`. Middleware matches every path. */
function routeOf(c: Context<AppEnv>): string {
  const path = routePath(c)
  return path === '/*' ? '(no route)' : path
}
