import type { Hono } from 'hono'
import type { AppEnv } from '../env.ts'
import type { LazyRoute } from '../operation.ts'

/** Mounts the routes that need no key: the redirect to the docs, health, readiness and the OpenAPI document. */
export function mountService(app: Hono<AppEnv>, operations: readonly LazyRoute[]): void {
  app.get('/', (c) => c.redirect('/docs'))
  app.get('/health', async (c) => (await import('./health.ts')).health(c))
  app.get('/ready', async (c) => (await import('./ready.ts')).ready(c))
  app.get('/openapi.json', async (c) => (await import('./document.ts')).document(c, operations))
}
