import type { Hono } from 'hono'
import type { LoginCheck } from '../db/login-check.ts'
import type { AppEnv } from '../env.ts'

/** Mounts the Stripe webhook. Its handler is loaded by the first event. */
export function mountStripe(app: Hono<AppEnv>, login: LoginCheck): void {
  app.post('/v1/webhooks/stripe', async (c) => (await import('./webhook.ts')).receiveEvent(c, login))
}
