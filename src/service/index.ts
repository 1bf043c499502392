import type { Hono } from 'hono'
import { loginRoleExcesses } from '../db/readiness.ts'
import { ApiError } from '../errors.ts'
import type { AppEnv, Entry } from '../operation.ts'

/** Mounts the routes that need no key: health, readiness and the OpenAPI document of these operations. */
export function mountService(app: Hono<AppEnv>, operations: readonly Entry[]): void {
  app.get('/health', (c) => c.json({ status: 'ok' }))

  app.get('/ready', async (c) => {
    const excesses = await loginRoleExcesses({ url: c.env.DATABASE_URL, endpoint: c.env.DATABASE_ENDPOINT })
    if (excesses.length > 0) {
      // This route is public, so the excess privileges are written only to the log.
      throw new ApiError('not_ready', { reason: excesses.join('; ') })
    }
    return c.json({ status: 'ready' })
  })

  let text: string | undefined
  app.get('/openapi.json', async (c) => {
    text ??= JSON.stringify(await (await import('../openapi/document.ts')).documentOf(operations))
    return c.body(text, 200, { 'Content-Type': 'application/json' })
  })
}
