import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../env.ts'

/**
 * Logs one line of JSON per request. Query and body are left out because they hold personal data; ids are enough to
 * trace a request.
 */
export const accessLog = createMiddleware<AppEnv>(async (c, next) => {
  const start = Date.now()
  await next()
  const caller = c.get('caller')
  const failure = c.get('failure')
  const line = {
    level: failure ? 'error' : 'info',
    request_id: c.get('requestId'),
    replay_of: c.get('originalRequestId'),
    method: c.req.method,
    path: masked(c.req.path),
    operation: c.get('operationId'),
    status: c.res.status,
    code: c.get('errorCode'),
    milliseconds: Date.now() - start,
    tenant_id: caller?.tenantId,
    key_id: caller?.keyId,
    event_id: c.get('eventId'),
    failure,
  }
  console.log(JSON.stringify(line))
})

/**
 * The path with every segment masked that is neither a route word nor a UUID: a caller may have put an email or a key
 * there.
 */
function masked(path: string): string {
  return path.replace(/[^/]+/g, (segment) =>
    /^([a-z0-9-]{1,24}(\.json)?)$/.test(segment) || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(segment)
      ? segment
      : '…',
  )
}
