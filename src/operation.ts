import type { RouteConfig, RouteHandler, z } from '@hono/zod-openapi'
import type { Context, Handler, Hono } from 'hono'
import { credentialOf } from './auth/credential.ts'
import { hashKey, type KeyMode, modeOf } from './auth/key.ts'
import type { KeyDirectory, Sources } from './auth/lookup.ts'
import { authorize, type Caller, type Policy } from './auth/policy.ts'
import { byKey, type TenantDb, tenantDb } from './db/tenant-db.ts'
import type { Env } from './env.ts'
import { AnswerTooLarge, ApiError, type ErrorCode } from './errors.ts'
import { type Cursors, cursorsOf, type Position } from './paging/cursor.ts'
import { isPaged, readPosition, TOO_LARGE_PAGE } from './paging/keyset.ts'
import { type CrossCheck, readInput } from './validation/input.ts'

/** Context variables shared by the middleware and the guard. */
export interface Variables {
  requestId: string
  operationId?: string
  /** Stripe's event id, for a webhook request. */
  eventId?: string
  caller?: Caller
  errorCode?: string
  failure?: unknown
}
export type AppEnv = { Bindings: Env; Variables: Variables }

/**
 * What a handler receives: a database limited to one tenant, and no bindings, so it cannot read the connection string.
 */
export type OperationEnv = {
  Bindings: Record<never, never>
  Variables: {
    db: TenantDb
    caller: Caller
    mode: KeyMode
    cursors: Cursors
    /** Where to continue a list, if a cursor was sent. */
    position: Position | undefined
    requestId: string
    /** Drops a key from the edge caches after it was revoked or its expiry changed. */
    refreshKey: (keyId: string) => void
  }
}

type Route = RouteConfig & { operationId: string }
interface Extras {
  /** Error codes in addition to those of every operation. */
  errors?: readonly ErrorCode[]
  crossCheck?: CrossCheck
  /** By status, schemas of this operation's errors with additional fields. */
  told?: Record<number, z.ZodType>
}

export interface Operation<Method = string, Path = string> {
  policy: Policy
  route: Route & { method: Method; path: Path }
  extras: Extras
  door: (keys: KeyDirectory) => Handler<AppEnv>
}

/** Method and path of an operation. The rest is loaded by its first request, so a cold start loads nothing unused. */
export interface Entry {
  method: string
  path: string
  load: () => Promise<Operation>
}

/** An entry of a resource's index. The compiler checks that method and path match the operation. */
export function entry<const Method extends string, const Path extends string>(
  method: Method,
  path: Path,
  load: () => Promise<Operation<NoInfer<Method>, NoInfer<Path>>>,
): Entry {
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
  extras: Extras = {},
): Operation<R['method'], R['path']> {
  const access = policy.scope?.endsWith(':write') ? 'write' : 'read'

  const door = (keys: KeyDirectory) => async (c: Context<AppEnv>) => {
    c.set('operationId', route.operationId)
    const connection = { url: c.env.DATABASE_URL, endpoint: c.env.DATABASE_ENDPOINT }
    const sources: Sources = { kv: c.env.KEYS, connection, waitUntil: (work) => c.executionCtx.waitUntil(work) }

    const key = credentialOf(c.req.raw.headers)
    const keyHash = key && (await hashKey(key))
    const caller = keyHash ? await keys.find(keyHash, sources) : null
    if (!keyHash || !caller) throw new ApiError('unauthenticated')
    c.set('caller', caller)
    authorize(caller, policy)
    // The connection string serves as the cursor secret because it is already available. Cursors expose only an HMAC
    // keyed with it, so its own purpose is unaffected.
    const cursors = cursorsOf(connection.url, `${caller.tenantId} ${route.operationId}`)
    let position: Position | undefined
    await readInput(c, route, async (sent) => {
      const resumed = await readPosition(route.request ?? {}, sent, cursors)
      position = resumed.position
      return [...resumed.faults, ...(extras.crossCheck?.(sent) ?? [])]
    })

    const inside = c as unknown as Context<OperationEnv>
    inside.env = {}
    const enter = byKey({ hash: keyHash, tenantId: caller.tenantId }, route.operationId, c.get('requestId'))
    inside.set('mode', modeOf(key))
    inside.set('refreshKey', (keyId) => keys.refresh(keyId, sources))
    inside.set('db', tenantDb({ connection, enter, access }))
    inside.set('cursors', cursors)
    inside.set('position', position)
    try {
      return await (handler as unknown as Handler<OperationEnv>)(inside, async () => {})
    } catch (error) {
      if (error instanceof ApiError && error.code === 'unauthenticated') keys.forget(keyHash, sources)
      if (error instanceof AnswerTooLarge && isPaged(route.request?.query)) throw ApiError.invalid([TOO_LARGE_PAGE])
      throw error
    }
  }
  return { policy, route, extras, door: door as Operation['door'] }
}

/** Mounts the operations, each behind its guard. */
export function mount(app: Hono<AppEnv>, keys: KeyDirectory, entries: readonly Entry[]): void {
  for (const { method, path, load } of entries) {
    let handler: Handler<AppEnv> | undefined
    app.on(method, path.replaceAll(/\{(.+?)\}/g, ':$1'), async (c, next) => {
      handler ??= (await load()).door(keys)
      return handler(c, next)
    })
  }
}
