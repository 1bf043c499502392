import type { Hono } from 'hono'
import type { AppEnv } from '../operation.ts'

/** Stripe's own door to the room that operations work in; what is behind it is loaded by its first event. */
export function mountStripe(app: Hono<AppEnv>): void {
  app.post('/v1/webhooks/stripe', async (c) => (await import('./webhook.ts')).takeEvent(c))
}
