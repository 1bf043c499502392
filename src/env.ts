import type { KVNamespace } from '@cloudflare/workers-types'
import type { Caller } from './auth/policy.ts'
import type { Deadline } from './db/deadline.ts'
import type { AppliedLimit, RateLimitBindings, Verdict } from './limits/rate-limits.ts'

/** Bindings and variables that wrangler must provide. */
export interface Env extends RateLimitBindings {
  /** Cache of key lookups. Losing it costs only time. */
  KEYS: KVNamespace
  /** Secret. `postgres://` URL of the least-privilege login role `api_login`. */
  DATABASE_URL: string
  /** Full `…/sql` URL of an endpoint that speaks Neon's HTTP protocol. Omit it to use Neon's own endpoint. */
  DATABASE_ENDPOINT?: string
  /** Secret. Stripe's webhook signing secret, `whsec_…`. Several, separated by commas, during a rotation. */
  STRIPE_WEBHOOK_SECRET?: string
  /** Origins of web pages that may call the API, separated by commas. Without it, no page of another origin can. */
  CORS_ORIGINS?: string
  /** URL of a page about the operator of this deployment, for the OpenAPI document. */
  CONTACT_URL?: string
}

/** Context variables shared by the middleware and the guard. */
export interface Variables {
  /** The id in responses and in the audit log: the client's id if it sent a valid one, otherwise `ownRequestId`. */
  requestId: string
  /** The id of the log line; new for every request. */
  ownRequestId: string
  clientRequestId?: string | undefined
  /** Id of the request whose response is replayed, because this one repeats it. */
  originalRequestId?: string
  operationId?: string
  /** Stripe's event id, for a webhook request. */
  eventId?: string
  caller?: Caller
  /** Deadline of the request's database calls. */
  deadline?: Deadline
  /** The rate limit that applies, and the limiter's verdict. */
  rateLimit?: AppliedLimit
  limiter?: Verdict
  errorCode?: string
  failure?: unknown
  /** In milliseconds since 1970. */
  startedAt: number
  /** Whether the response body is generated as the client reads it. */
  isStreamed?: boolean
}

/** What the app, its middleware and the guard receive. An operation receives `OperationEnv`. */
export type AppEnv = { Bindings: Env; Variables: Variables }
