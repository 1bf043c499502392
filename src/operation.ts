import type { RouteConfig, RouteHandler, z } from '@hono/zod-openapi'
import type { Context, Handler, Hono } from 'hono'
import { authenticate } from './auth/authenticate.ts'
import { type CallerSecrets, secretsOf } from './auth/caller-secret.ts'
import { credentialOf } from './auth/credential.ts'
import { hashKey, type KeyMode, modeOf } from './auth/key.ts'
import type { Sources } from './auth/lookup.ts'
import { authorize, type Caller, changesData, type Policy } from './auth/policy.ts'
import type { Shared } from './auth/shared.ts'
import { Deadline } from './db/deadline.ts'
import type { IdempotentRequest, Replay } from './db/idempotency.ts'
import { byKey, type EnteredRow, replayedDb, type TenantDb, tenantDb } from './db/tenant-db.ts'
import type { AppEnv } from './env.ts'
import { ApiError, type ErrorCode, ResponseTooLarge } from './errors.ts'
import { fingerprintOf, idempotencyKeyOf } from './idempotency/request.ts'
import { addressOf } from './limits/address.ts'
import { type AppliedLimit, requireAllowed } from './limits/rate-limits.ts'
import type { Turn } from './limits/turns.ts'
import { type Cursors, cursorsOf, type Keyset } from './paging/cursor.ts'
import { isPaged, PAGE_TOO_LARGE, readKeyset } from './paging/keyset.ts'
import { type CrossCheck, type RequestParts, validateRequest } from './validation/request.ts'

/**
 * What a handler receives: a database limited to one tenant, and no bindings, so it cannot read the connection string.
 */
export type OperationEnv = {
  Bindings: Record<never, never>
  Variables: {
    db: TenantDb
    caller: Caller
    mode: KeyMode
    /** Encrypts what only the caller may read again when it repeats a request. */
    secrets: CallerSecrets
    cursors: Cursors
    /** Where to continue a list, if a cursor was sent. */
    keyset: Keyset | undefined
    requestId: string
    /** Drops a key from the edge caches after it was revoked or its expiry changed. */
    refreshKey: (keyId: string) => void
  }
}

type Route = RouteConfig & { operationId: string }
interface Options {
  /** Error codes in addition to those of every operation. */
  errors?: readonly ErrorCode[]
  /** Validation rules across path, query and body. */
  crossCheck?: CrossCheck
  /** By status, schemas of this operation's errors with additional fields. */
  errorSchemas?: Record<number, z.ZodType>
  /** Whether requests are rejected while they cannot be counted. */
  requiresLimiter?: boolean
}

export interface Operation<Method = string, Path = string> {
  policy: Policy
  route: Route & { method: Method; path: Path }
  options: Options
  guard: (shared: Shared) => Handler<AppEnv>
}

/** Method and path of an operation. The rest is loaded by its first request, so a cold start loads nothing unused. */
export interface LazyRoute {
  method: string
  path: string
  load: () => Promise<Operation>
}

/** An entry of a resource's index. The compiler checks that method and path match the operation. */
export function lazyRoute<const Method extends string, const Path extends string>(
  method: Method,
  path: Path,
  load: () => Promise<Operation<NoInfer<Method>, NoInfer<Path>>>,
): LazyRoute {
  return { method, path, load }
}

/**
 * The only way to declare an operation. A request reaches the handler through the guard, which checks the credential
 * (401), the rate limit (429), the policy (403), then body and fields (415, 413, 422). The handler then gets a database
 * whose every batch enters the tenant first.
 */
export function operation<R extends Route>(
  policy: Policy,
  route: R,
  handler: RouteHandler<R, OperationEnv>,
  options: Options = {},
): Operation<R['method'], R['path']> {
  const access = changesData(policy) ? 'write' : 'read'

  const guard =
    ({ keys, login, addresses, turns }: Shared) =>
    async (c: Context<AppEnv>) => {
      c.set('operationId', route.operationId)
      const { env } = c
      const { headers } = c.req.raw
      const deadline = new Deadline()
      c.set('deadline', deadline)
      const waitUntil = (work: Promise<unknown>) => c.executionCtx.waitUntil(work)
      const sources: Sources = {
        ...{ env, waitUntil, deadline },
        ...{ address: addressOf(headers), requestId: c.get('ownRequestId') },
      }

      const key = credentialOf(headers)
      if (!key) throw new ApiError('unauthenticated')
      const keyHash = await hashKey(key)
      const idempotencyKey = access === 'write' ? idempotencyKeyOf(headers) : undefined
      const copy = idempotencyKey ? c.req.raw.clone() : undefined
      const entered = { id: route.operationId, scope: policy.scope, roles: policy.roles }
      const identify = async (): Promise<IdempotentRequest | undefined> => {
        if (!copy || !idempotencyKey) return undefined
        return { key: idempotencyKey, fingerprint: await fingerprintOf(copy), apiKeyHash: keyHash, operation: entered }
      }

      const checked = login.require(env, waitUntil)
      checked.catch(() => undefined)
      // A read waits for the check after its batch, so the first one of an isolate takes no longer.
      const [{ identity, replay, idempotent: repeated }] = await Promise.all([
        authenticate({ keys, addresses }, keyHash, sources, identify),
        access === 'write' && checked,
      ])
      const { caller } = identity
      c.set('caller', caller)
      await identity.withTrueCaller(async () => {
        const limit: AppliedLimit = { kind: `${access}s`, name: caller.rateLimit }
        c.set('rateLimit', limit)
        c.set('limiter', await requireAllowed(env, limit, caller.keyId, options.requiresLimiter))
        authorize(caller, policy)
      })
      if (idempotencyKey === null) throw new ApiError('idempotency_key_invalid')

      // The connection string serves as the cursor secret because it is already available. Keys derived from it reveal
      // nothing about it, so its own purpose is unaffected.
      const cursors = cursorsOf(env.DATABASE_URL, () => `${caller.tenantId} ${route.operationId}`)
      let keyset: Keyset | undefined
      const resume = async (request: RequestParts) => {
        const resumed = await readKeyset(route.request ?? {}, request, cursors)
        keyset = resumed.keyset
        return resumed.errors
      }
      const idempotent = await deadline.excluding(async () => {
        await validateRequest(c, route, async (request) => {
          let errors = await resume(request)
          if (errors.length > 0 && (await identity.correct())) errors = await resume(request)
          return [...errors, ...(options.crossCheck?.(request) ?? [])]
        })
        return repeated ?? (await identify())
      })

      const operationContext = c as unknown as Context<OperationEnv>
      operationContext.env = {}
      const onReplay = ({ requestId }: Replay) => c.set('originalRequestId', requestId)
      const onEntered = (row: EnteredRow) => void Object.assign(caller, row)
      const turn: Turn = (work) => turns.run(caller.tenantId, work)
      const db = () => {
        const enter = byKey({ hash: keyHash, tenantId: caller.tenantId }, entered, c.get('requestId'), idempotent)
        return tenantDb({ env, enter, access, deadline, onEntered, idempotent, onReplay, turn })
      }
      operationContext.set('mode', modeOf(key))
      operationContext.set('secrets', secretsOf(key))
      operationContext.set('refreshKey', (keyId) => keys.refresh(keyId, sources))
      operationContext.set('cursors', cursors)
      operationContext.set('keyset', keyset)
      try {
        // Statements may name the tenant, so they are written again for the true caller.
        const response = identity.withTrueCaller(async () => {
          operationContext.set('db', replay ? replayedDb(replay, onReplay) : db())
          return (handler as unknown as Handler<OperationEnv>)(operationContext, async () => {})
        })
        const [result] = await Promise.all([response, checked])
        return result
      } catch (error) {
        if (error instanceof ApiError && error.code === 'unauthenticated') keys.forget(keyHash, sources)
        if (error instanceof ResponseTooLarge && isPaged(route.request?.query)) throw ApiError.invalid([PAGE_TOO_LARGE])
        throw error
      }
    }
  return { policy, route, options, guard: guard as Operation['guard'] }
}

/** Mounts operations, each behind its guard. */
export function mount(app: Hono<AppEnv>, shared: Shared, routes: readonly LazyRoute[]): void {
  for (const { method, path, load } of routes) {
    let handler: Handler<AppEnv> | undefined
    app.on(method, path.replaceAll(/\{(.+?)\}/g, ':$1'), async (c, next) => {
      handler ??= (await load()).guard(shared)
      const guarded = handler
      return shared.rejections.slowDown(c.env, addressOf(c.req.raw.headers), async () => guarded(c, next))
    })
  }
}
