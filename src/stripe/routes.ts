import type { Hono } from 'hono'
import type { Shared } from '../auth/shared.ts'
import type { AppEnv } from '../env.ts'

/** Mounts the Stripe webhook. Its handler is loaded by the first event. */
export function mountStripe(app: Hono<AppEnv>, shared: Pick<Shared, 'login' | 'turns'>): void {
  app.post('/v1/webhooks/stripe', async (c) => (await import('./webhook.ts')).receiveEvent(c, shared))
}
