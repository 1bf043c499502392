import type { KVNamespace } from '@cloudflare/workers-types'

/** Bindings and variables that wrangler must provide. */
export interface Env {
  /** Cache of key lookups. Losing it costs only time. */
  KEYS: KVNamespace
  /** Secret. `postgres://` URL of the least-privilege login role `api_login`. */
  DATABASE_URL: string
  /** Full `…/sql` URL of an endpoint that speaks Neon's HTTP protocol. Omit it to use Neon's own endpoint. */
  DATABASE_ENDPOINT?: string
  /** Secret. Stripe's webhook signing secret, `whsec_…`. Several, separated by commas, during a rotation. */
  STRIPE_WEBHOOK_SECRET?: string
}
