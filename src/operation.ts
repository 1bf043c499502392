import type { OpenAPIHono, RouteConfig, RouteHandler, z } from '@hono/zod-openapi'
import type { Context, Handler } from 'hono'
import { credentialOf } from './auth/credential.ts'
import { hashKey, type KeyMode, modeOf } from './auth/key.ts'
import type { KeyDirectory, Sources } from './auth/lookup.ts'
import { authorize, type Caller, type Policy } from './auth/policy.ts'
import { byKey, type TenantDb, tenantDb } from './db/tenant-db.ts'
import type { Env } from './env.ts'
import { AnswerTooLarge, ApiError, type ErrorCode } from './errors.ts'
import { type CrossCheck, readInput } from './input.ts'
import { errors, invalid } from './openapi.ts'
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

export interface Operation {
  policy: Policy
  route: Route
  door: (keys: KeyDirectory) => Handler<AppEnv>
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
): Operation {
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
  return { policy, route: documented(policy, route, extras), door: door as Operation['door'] }
}

/** Mounts operations: each in the document and behind its door. */
export function mount(app: OpenAPIHono<AppEnv>, keys: KeyDirectory, operations: readonly Operation[]): void {
  for (const { route, door } of operations) {
    app.openAPIRegistry.registerPath(route)
    app.on(route.method, route.path.replaceAll(/\{(.+?)\}/g, ':$1'), door(keys))
  }
}

/** The route as the document shows it: with the security that the door enforces and every error it can answer. */
function documented(policy: Policy, route: Route, extras: Extras): Route {
  const adminOnly = !policy.roles.includes('customer')
  const needed = [...(adminOnly ? ['admin'] : []), ...(policy.scope ? [policy.scope] : [])]
  const codes: ErrorCode[] = [
    'unauthenticated',
    ...(adminOnly ? (['admin_required'] as const) : []),
    ...(policy.scope ? (['insufficient_scope'] as const) : []),
    'tenant_suspended',
    ...(route.request?.body ? (['body_too_large', 'unsupported_media_type'] as const) : []),
    ...(extras.errors ?? []),
    'internal_error',
    'database_unavailable',
  ]
  return {
    ...route,
    description: [route.description, whoMay(policy)].filter(Boolean).join('\n\n'),
    security: [{ ApiKey: needed }, { Bearer: needed }],
    responses: { ...route.responses, ...errors(codes, extras.told), ...invalid },
  }
}

function whoMay({ roles, scope }: Policy): string {
  if (!scope) return 'Any living key will do, whatever its role and scopes.'
  return roles.includes('customer')
    ? `Needs a key with the scope \`${scope}\`; a customer-bound key sees its own customer alone.`
    : `Needs an \`admin\` key with the scope \`${scope}\`.`
}
