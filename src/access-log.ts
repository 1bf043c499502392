import { createMiddleware } from 'hono/factory'
import type { AppEnv } from './operation.ts'

/** One line of JSON a request. No query and no body: they hold personal data; ids are enough to follow a request. */
export const accessLog = createMiddleware<AppEnv>(async (c, next) => {
  const start = Date.now()
  await next()
  const caller = c.get('caller')
  const failure = c.get('failure')
  const line = {
    level: failure ? 'error' : 'info',
    request_id: c.get('requestId'),
    method: c.req.method,
    path: c.req.path,
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
