import type { RouteConfig, RouteHandler, z } from '@hono/zod-openapi'
import type { Context, Handler, Hono } from 'hono'
import { credentialOf } from './auth/credential.ts'
import { hashKey, type KeyMode, modeOf } from './auth/key.ts'
import type { KeyDirectory, Sources } from './auth/lookup.ts'
import { authorize, type Caller, type Policy } from './auth/policy.ts'
import { byKey, type TenantDb, tenantDb } from './db/tenant-db.ts'
import type { Env } from './env.ts'
import { AnswerTooLarge, ApiError, type ErrorCode } from './errors.ts'
import { type CrossCheck, readInput } from './input.ts'
import { type Cursors, cursorsOf, type Position } from './paging/cursor.ts'
import { isPaged, readPosition, TOO_LARGE_PAGE } from './paging/position.ts'

/** What middleware and the door leave for each other. */
export interface Variables {
  requestId: string
  operationId?: string
  /** Stripe's id of the event that the request brings. */
  eventId?: string
  caller?: Caller
  errorCode?: string
  failure?: unknown
}
export type AppEnv = { Bindings: Env; Variables: Variables }

/** What an operation is given: no bindings, so it cannot read the connection string, and a database of one tenant. */
export type OperationEnv = {
  Bindings: Record<never, never>
  Variables: {
    db: TenantDb
    caller: Caller
    mode: KeyMode
    cursors: Cursors
    /** Where a list goes on from, if a cursor was sent. */
    position: Position | undefined
    requestId: string
    /** Makes the edge look a key up anew, after a change of its life. */
    refreshKey: (keyId: string) => void
  }
}

type Route = RouteConfig & { operationId: string }
interface Extras {
  /** Error codes besides those that every operation has. */
  errors?: readonly ErrorCode[]
  crossCheck?: CrossCheck
  /** By status, what errors of this operation tell besides what all do. */
  told?: Record<number, z.ZodType>
}

export interface Operation<Method = string, Path = string> {
  policy: Policy
  route: Route & { method: Method; path: Path }
  extras: Extras
  door: (keys: KeyDirectory) => Handler<AppEnv>
}

/** Where an operation is found. All else of it is loaded by its first request: a cold start pays for nothing unused. */
export interface Entry {
  method: string
  path: string
  load: () => Promise<Operation>
}

/** A line of a table of contents. That method and path are the operation's own is for the compiler to check. */
export function entry<const Method extends string, const Path extends string>(
  method: Method,
  path: Path,
  load: () => Promise<Operation<NoInfer<Method>, NoInfer<Path>>>,
): Entry {
  return { method, path, load }
}

/**
 * The one way to declare an operation. Requests reach the handler through the door: credential (401), policy (403),
 * body and fields (415, 413, 422), and only then a database that the operation's own batch enters.
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
    // The connection string is a secret that is there anyway; its own purpose is untouched by what a hash of it seals.
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

/** Mounts operations, each behind its door. */
export function mount(app: Hono<AppEnv>, keys: KeyDirectory, entries: readonly Entry[]): void {
  for (const { method, path, load } of entries) {
    let handler: Handler<AppEnv> | undefined
    app.on(method, path.replaceAll(/\{(.+?)\}/g, ':$1'), async (c, next) => {
      handler ??= (await load()).door(keys)
      return handler(c, next)
    })
  }
}
