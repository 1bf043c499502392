import type { RouteConfig, RouteHandler, z } from '@hono/zod-openapi'
import type { Context, Handler, Hono } from 'hono'
import { type CallerSecrets, secretsOf } from './auth/caller-secret.ts'
import { credentialOf } from './auth/credential.ts'
import { hashKey, type KeyMode, modeOf } from './auth/key.ts'
import { type KeyLookup, presentCaller, type Sources } from './auth/lookup.ts'
import { authorize, type Caller, changesData, type Policy } from './auth/policy.ts'
import { Deadline } from './db/deadline.ts'
import { findReplay, type IdempotentRequest, type Replay } from './db/idempotency.ts'
import type { LoginCheck } from './db/login-check.ts'
import { byKey, type EnteredRow, replayedDb, type TenantDb, tenantDb } from './db/tenant-db.ts'
import type { AppEnv } from './env.ts'
import { ApiError, type ErrorCode, ResponseTooLarge } from './errors.ts'
import { fingerprintOf, idempotencyKeyOf } from './idempotency/request.ts'
import { type Cursors, cursorsOf, type Keyset } from './paging/cursor.ts'
import { isPaged, PAGE_TOO_LARGE, readKeyset } from './paging/keyset.ts'
import { type CrossCheck, validateRequest } from './validation/request.ts'

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
}

/** What all requests of an app share. */
export interface Shared {
  keys: KeyLookup
  login: LoginCheck
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
 * (401), the policy (403), then body and fields (415, 413, 422). The handler then gets a database whose every batch
 * enters the tenant first.
 */
export function operation<R extends Route>(
  policy: Policy,
  route: R,
  handler: RouteHandler<R, OperationEnv>,
  options: Options = {},
): Operation<R['method'], R['path']> {
  const access = changesData(policy) ? 'write' : 'read'

  const guard =
    ({ keys, login }: Shared) =>
    async (c: Context<AppEnv>) => {
      c.set('operationId', route.operationId)
      const { env } = c
      const { headers } = c.req.raw
      const deadline = new Deadline()
      c.set('deadline', deadline)
      const sources: Sources = { env, deadline, waitUntil: (work) => c.executionCtx.waitUntil(work) }

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

      const checked = login.require(env, sources.waitUntil)
      checked.catch(() => undefined)
      // A read waits for the check after its batch, so the first one of an isolate takes no longer.
      const [known] = await Promise.all([keys.find(keyHash, sources), access === 'write' && checked])
      // This very request may have revoked or replaced its key, and its response may have been lost.
      let idempotent = known ? undefined : await deadline.excluding(identify)
      const replay = idempotent && (await findReplay(env, idempotent, deadline))
      const found = known ?? (replay && presentCaller({ ...replay.caller, expires_at: null }))
      if (!found) throw new ApiError('unauthenticated')
      // A copy, which the transaction corrects, because a cached entry may be wrong.
      const caller: Caller = { ...found }
      c.set('caller', caller)
      authorize(caller, policy)
      if (idempotencyKey === null) throw new ApiError('idempotency_key_invalid')

      // The connection string serves as the cursor secret because it is already available. Keys derived from it reveal
      // nothing about it, so its own purpose is unaffected.
      const cursors = cursorsOf(env.DATABASE_URL, `${caller.tenantId} ${route.operationId}`)
      let keyset: Keyset | undefined
      await deadline.excluding(async () => {
        await validateRequest(c, route, async (request) => {
          const resumed = await readKeyset(route.request ?? {}, request, cursors)
          keyset = resumed.keyset
          return [...resumed.errors, ...(options.crossCheck?.(request) ?? [])]
        })
        idempotent ??= await identify()
      })

      const operationContext = c as unknown as Context<OperationEnv>
      operationContext.env = {}
      const onReplay = ({ requestId }: Replay) => c.set('originalRequestId', requestId)
      const enter = byKey({ hash: keyHash, tenantId: caller.tenantId }, entered, c.get('requestId'), idempotent)
      const onEntered = (row: EnteredRow) => void Object.assign(caller, row)
      const db = tenantDb({ env, enter, access, deadline, onEntered, idempotent, onReplay })
      operationContext.set('mode', modeOf(key))
      operationContext.set('secrets', secretsOf(key))
      operationContext.set('refreshKey', (keyId) => keys.refresh(keyId, sources))
      operationContext.set('db', replay ? replayedDb(replay, onReplay) : db)
      operationContext.set('cursors', cursors)
      operationContext.set('keyset', keyset)
      try {
        const response = (handler as unknown as Handler<OperationEnv>)(operationContext, async () => {})
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
      return handler(c, next)
    })
  }
}
