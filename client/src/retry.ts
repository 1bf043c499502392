import { type ApiError, ConnectionError } from './errors.ts'

const FIRST_DELAY = 500
const LONGEST_DELAY = 8_000
/** Whether to wait longer than this is up to the program. */
const LONGEST_RETRY_AFTER = 60

/** Statuses after which the same request may succeed; other 5xx statuses are bugs. */
const TRANSIENT = new Set([408, 429, 502, 503, 504, 520, 521, 522, 523, 524])

/**
 * Milliseconds to wait before the request is sent again; undefined if that would not help. `attempt` counts from 0.
 * Repeating a change is safe because each has an `Idempotency-Key`.
 */
export function delayBefore(error: ApiError, attempt: number): number | undefined {
  const isTransient =
    error instanceof ConnectionError || TRANSIENT.has(error.status ?? 0) || error.code === 'idempotency_in_progress'
  const { retryAfter = 0 } = error
  if (!isTransient || retryAfter > LONGEST_RETRY_AFTER) return undefined
  // With jitter, clients that failed together do not retry together.
  const backoff = Math.min(FIRST_DELAY * 2 ** attempt, LONGEST_DELAY) * (0.5 + Math.random() / 2)
  return Math.max(backoff, retryAfter * 1000 + backoff / 4)
}

/** Waits. @throws the signal's reason as soon as it is aborted. */
export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
