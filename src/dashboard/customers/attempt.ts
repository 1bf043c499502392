import { ApiError } from '../../errors/errors.ts'
import type { ActionRequest, ApiResult } from '../action.ts'

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
  const body = { code: error.code, detail: 'your session has ended, because the key was revoked or has expired' }
  return { ok: false, status: 401, headers: new Headers(), body }
}

/** Whether the key is not allowed to make the change, so that another key is needed. */
export const needsKey = ({ status }: ApiResult) => status === 401 || status === 403

/** Why a call failed, in words. */
export function reasonIn({ status, body }: ApiResult): string {
  const { detail } = Object(body) as { detail?: unknown }
  if (status === 429) return 'too many requests in a short time'
  return typeof detail === 'string' ? detail.replace(/\.$/, '') : 'the request was rejected'
}
