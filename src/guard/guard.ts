import type { Context, Handler } from 'hono'
import { type Authenticated, authenticate } from '../auth/authenticate.ts'
import { credentialOf } from '../auth/credential.ts'
import type { Sources } from '../auth/lookup.ts'
import { authorize, changesData } from '../auth/policy.ts'
import type { Shared } from '../auth/shared.ts'
import { Deadline } from '../db/deadline.ts'
import type { IdempotentRequest, Replay } from '../db/idempotency.ts'
import { byKey, type EnteredOperation, replayedDb, tenantDb } from '../db/tenant-db.ts'
import type { AppEnv } from '../env.ts'
import { ApiError, ResponseTooLarge } from '../errors/api-error.ts'
import { fingerprintOf, idempotencyKeyOf } from '../idempotency/request.ts'
import { addressOf } from '../limits/address.ts'
import { type AppliedLimit, requireAllowed } from '../limits/rate-limits.ts'
import { cursorsOf, type Keyset } from '../paging/cursor.ts'
import { isPaged, PAGE_TOO_LARGE, readKeyset } from '../paging/keyset.ts'
import { type RequestParts, validateRequest } from '../validation/request.ts'
import type { Declaration, OperationEnv } from './declaration.ts'

type GuardedContext = Context<AppEnv>
type Received = Awaited<ReturnType<typeof receive>>
type Validated = Awaited<ReturnType<typeof validate>>

const accessOf = ({ policy }: Declaration) => (changesData(policy) ? 'write' : 'read')

/**
 * Guards a handler: checks the credential (401), the rate limit (429), the policy (403), then body and fields (415,
 * 413, 422). The handler then gets a database in which every batch first enters the tenant.
 */
export function guardOf(declared: Declaration, handler: Handler<OperationEnv>): (shared: Shared) => Handler<AppEnv> {
  return (shared) => async (c) => {
    c.set('operationId', declared.route.operationId)
    const received = await receive(c, declared)
    const { sources } = received
    const checked = shared.login.require(sources.env, sources.waitUntil)
    checked.catch(() => undefined)
    // A read awaits the check after its batch, so the first read of an isolate takes no longer.
    const [authenticated] = await Promise.all([
      authenticate(shared, received.credential.hash, sources, received.identify),
      accessOf(declared) === 'write' && checked,
    ])
    await permit(c, declared, authenticated, received)
    const validated = await validate(c, declared, authenticated, received)
    const response = run(c, declared, handler, { shared, received, authenticated, validated })
    await Promise.all([response, checked])
    return response
  }
}

/** Reads the caller and the idempotency key of the request. Errors: `unauthenticated`. */
async function receive(c: GuardedContext, declared: Declaration) {
  const { env } = c
  const { headers } = c.req.raw
  const { policy, route, options } = declared
  const deadline = new Deadline()
  c.set('deadline', deadline)
  const sources: Sources = {
    ...{ env, waitUntil: (work) => c.executionCtx.waitUntil(work), deadline },
    ...{ address: addressOf(headers), requestId: c.get('ownRequestId') },
  }
  const credential = await credentialOf(c.req.raw)
  if (!credential) throw new ApiError('unauthenticated')
  const operation: EnteredOperation = { id: route.operationId, scope: policy.scope, roles: policy.roles }

  const idempotencyKey = accessOf(declared) === 'write' ? idempotencyKeyOf(headers) : undefined
  const copy = idempotencyKey ? c.req.raw.clone() : undefined
  const identify = async (): Promise<IdempotentRequest | undefined> => {
    if (!copy || !idempotencyKey) return undefined
    const fingerprint = await fingerprintOf(copy, options.maxBodyBytes)
    return { key: idempotencyKey, fingerprint, apiKeyHash: credential.hash, operation }
  }
  return { credential, operation, sources, idempotencyKey, identify }
}

/** Applies the rate limit and the policy. Errors: `rate_limited`, `admin_required`, `insufficient_scope`. */
async function permit(c: GuardedContext, declared: Declaration, { identity }: Authenticated, received: Received) {
  const { caller } = identity
  c.set('caller', caller)
  await identity.withTrueCaller(async () => {
    const limit: AppliedLimit = { kind: `${accessOf(declared)}s`, name: caller.rateLimit }
    c.set('rateLimit', limit)
    c.set('limiter', await requireAllowed(c.env, limit, caller.keyId, declared.options.requiresLimiter))
    authorize(caller, declared.policy)
  })
  if (received.idempotencyKey === null) throw new ApiError('idempotency_key_invalid')
}

/** Reads body, path, query and cursor. Errors: those of reading a body; `invalid_request`, which lists all. */
async function validate(
  c: GuardedContext,
  { route, options }: Declaration,
  { identity, idempotent: repeated }: Authenticated,
  { sources: { env, deadline }, identify }: Received,
) {
  // The connection string is a secret that is already available. Keys derived from it reveal nothing about it.
  const cursors = cursorsOf(env.DATABASE_URL, () => `${identity.caller.tenantId} ${route.operationId}`)
  let keyset: Keyset | undefined
  const resume = async (request: RequestParts) => {
    const resumed = await readKeyset(route.request ?? {}, request, cursors)
    keyset = resumed.keyset
    return resumed.errors
  }
  // A slow body does not use up the time for the database.
  const idempotent = await deadline.excluding(async () => {
    await validateRequest(c, { ...route, ...options }, async (request) => {
      let errors = await resume(request)
      if (errors.length > 0 && (await identity.correct())) errors = await resume(request)
      return [...errors, ...(options.crossCheck?.(request) ?? [])]
    })
    return repeated ?? (await identify())
  })
  return { cursors, keyset, idempotent }
}

interface Steps {
  shared: Shared
  received: Received
  authenticated: Authenticated
  validated: Validated
}

/** Runs the handler, which receives what `OperationEnv` lists and nothing else. Errors: those of the operation. */
async function run(c: GuardedContext, declared: Declaration, handler: Handler<OperationEnv>, steps: Steps) {
  const { shared, received, authenticated, validated } = steps
  const { credential, operation, sources } = received
  const { identity, replay } = authenticated
  const { caller } = identity
  const { env, deadline } = sources

  const operationContext = c as unknown as Context<OperationEnv>
  operationContext.env = {}
  operationContext.set('mode', credential.mode)
  operationContext.set('secrets', credential.secrets)
  operationContext.set('refreshKey', (keyId) => shared.keys.refresh(keyId, sources))
  operationContext.set('cursors', validated.cursors)
  operationContext.set('keyset', validated.keyset)

  const onReplay = ({ requestId }: Replay) => c.set('originalRequestId', requestId)
  const db = () => {
    const { idempotent } = validated
    const enter = byKey({ hash: credential.hash, tenantId: caller.tenantId }, operation, c.get('requestId'), idempotent)
    return tenantDb({
      ...{ env, enter, access: accessOf(declared), deadline, idempotent, onReplay },
      onEntered: (row) => void Object.assign(caller, row),
      turn: (work) => shared.turns.run(caller.tenantId, work),
    })
  }
  try {
    // Statements may contain the tenant's id, so they are rebuilt for the true caller.
    return await identity.withTrueCaller(async () => {
      operationContext.set('db', replay ? replayedDb(replay, onReplay) : db())
      return handler(operationContext, async () => {})
    })
  } catch (error) {
    if (error instanceof ApiError && error.code === 'unauthenticated') shared.keys.forget(credential.hash, sources)
    const isPage = error instanceof ResponseTooLarge && isPaged(declared.route.request?.query)
    throw isPage ? ApiError.invalid([PAGE_TOO_LARGE]) : error
  }
}
