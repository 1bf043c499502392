import type { RouteConfig, z } from '@hono/zod-openapi'
import type { CallerSecrets } from '../auth/caller-secret.ts'
import type { KeyMode } from '../auth/key.ts'
import type { Caller, Policy } from '../auth/policy.ts'
import type { TenantDb } from '../db/tenant-db.ts'
import type { ErrorCode } from '../errors/codes.ts'
import type { Cursors, Keyset } from '../paging/cursor.ts'
import type { CrossCheck } from '../validation/request.ts'

/**
 * What a handler receives: a database limited to one tenant, and no bindings, so it cannot read the connection string.
 */
export type OperationEnv = {
  Bindings: Record<never, never>
  Variables: {
    db: TenantDb
    caller: Caller
    mode: KeyMode
    /** Encrypts what only the caller may read when it repeats a request. */
    secrets: CallerSecrets
    cursors: Cursors
    /** Where to continue a list, if a cursor was sent. */
    keyset: Keyset | undefined
    requestId: string
    /** Drops a key from the edge caches after it was revoked or its expiry changed. */
    refreshKey: (keyId: string) => void
  }
}

export interface Options {
  /** Error codes in addition to those of every operation. */
  errors?: readonly ErrorCode[]
  /** Validation rules across path, query and body. */
  crossCheck?: CrossCheck
  /** By status, schemas of this operation's errors with additional fields. */
  errorSchemas?: Record<number, z.ZodType>
  /** Maximum size of the JSON body, in bytes; 64 KiB by default. */
  maxBodyBytes?: number
  /** Whether to reject requests while the limiter cannot count them. */
  requiresLimiter?: boolean
}

/** What the guard enforces. */
export interface Declaration {
  policy: Policy
  route: RouteConfig & { operationId: string }
  options: Options
}
