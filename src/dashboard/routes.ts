import type { Context, Hono } from 'hono'
import type { Shared } from '../auth/shared.ts'
import type { AppEnv } from '../env.ts'
import type { Dashboard } from './app.ts'

/**
 * Mounts the dashboard, a separate app with pages instead of JSON, which its first request loads. Mount it before the
 * middleware of the API, because it has its own.
 */
export function mountDashboard(app: Hono<AppEnv>, shared: Shared): void {
  let loaded: Dashboard | undefined
  const handle = async (c: Context<AppEnv>) => {
    loaded ??= await (await import('./app.ts')).createDashboard(shared, (...request) => app.fetch(...request))
    return loaded.fetch(c.req.raw, c.env, c.executionCtx)
  }
  app.all('/dashboard', handle)
  app.all('/dashboard/*', handle)
}
