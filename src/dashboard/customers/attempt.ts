import { ApiError } from '../../errors/api-error.ts'
import type { ActionRequest, ApiResult } from '../action.ts'
import { wordsFor } from '../words/failures.ts'

/** Maximum number of repetitions of a call, and maximum wait before each, in milliseconds. */
const REPEATS = 3
const MAX_WAIT_MS = 5000

/** The outcome of a call that changes something. */
export interface Attempt extends ApiResult {
  /** Whether it is certain that nothing was changed. */
  isRejected: boolean
}

/**
 * Calls an operation until its outcome is certain, or it was repeated three times. Waits as long as the API asks while
 * it cannot respond or is still processing the same call, so the call needs an idempotency key. Unlike `call`, it
 * returns a 401, because the results of earlier calls must still be shown.
 */
export async function attempt(
  call: ActionRequest['call'],
  ...[method, path, options]: Parameters<ActionRequest['call']>
): Promise<Attempt> {
  let isRejected = true
  for (let repeats = 0; ; repeats += 1) {
    const result = await call(method, path, options).catch(endedSession)
    const isPending = result.body?.code === 'idempotency_in_progress'
    isRejected &&= !result.ok && result.status < 500 && !isPending
    const seconds = Number(result.headers.get('Retry-After') ?? 0)
    if (repeats === REPEATS || !(isPending || result.status === 503)) return { ...result, isRejected }
    await new Promise((resolve) => setTimeout(resolve, Math.min(seconds * 1000, MAX_WAIT_MS)))
  }
}

function endedSession(error: unknown): ApiResult {
  if (!(error instanceof ApiError) || error.code !== 'unauthenticated') throw error
  return { ok: false, status: 401, headers: new Headers(), body: { code: error.code } }
}

/**
 * What must happen before a call that failed can succeed: time must pass, another key must sign in, or the operator
 * must end a suspension. `none`: it will always fail.
 */
export type Remedy = 'time' | 'key' | 'resumption' | 'none'

export function remedyFor({ status, body, isRejected }: Attempt): Remedy {
  if (body?.code === 'tenant_suspended') return 'resumption'
  if (status === 401 || status === 403) return 'key'
  return status === 429 || !isRejected ? 'time' : 'none'
}

/** Why a call failed, without a period. */
export function reasonFor({ body, isRejected }: Attempt): string {
  return isRejected ? wordsFor(Object(body)).text : 'The service did not confirm the change'
}
