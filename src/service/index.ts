import type { Hono } from 'hono'
import type { AppEnv } from '../env.ts'
import type { LazyRoute } from '../operation.ts'

/** Mounts the routes that need no key: health, readiness and the OpenAPI document of these operations. */
export function mountService(app: Hono<AppEnv>, operations: readonly LazyRoute[]): void {
  app.get('/health', async (c) => (await import('./health.ts')).health(c))
  app.get('/ready', async (c) => (await import('./ready.ts')).ready(c))
  app.get('/openapi.json', async (c) => (await import('./document.ts')).document(c, operations))
}
