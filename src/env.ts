import type { KVNamespace } from '@cloudflare/workers-types'

/** What wrangler must provide. */
export interface Env {
  /** The cache of key look-ups. Losing it costs time and nothing else. */
  KEYS: KVNamespace
  /** Secret. The `postgres://` URL of the narrow login role `api_login`. */
  DATABASE_URL: string
  /** The whole `…/sql` URL of an endpoint that speaks Neon's HTTP protocol; absent where Neon's own is to be used. */
  DATABASE_ENDPOINT?: string
  /** Secret. What Stripe signs its events with, `whsec_…`; several, with commas, while one takes another's place. */
  STRIPE_WEBHOOK_SECRET?: string
}
