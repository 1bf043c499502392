import { inject } from 'vitest'
import type {} from './provided.ts'

/**
 * What happens to a request to the database:
 *
 * | fault | request | response |
 * | --- | --- | --- |
 * | `refuse` | lost | the connection is reset |
 * | `hang` | lost | none |
 * | `drip` | delivered | the real one, one byte per 100 ms (or `ms`) |
 * | `internal_error` | lost | 500 as JSON |
 * | `bad_gateway` | lost | 502 as HTML |
 * | `too_many_requests` | lost | 429 as JSON, with `Retry-After: 7` (or `retryAfter`) |
 * | `html_200`, `html_400` | lost | HTML with this status |
 * | `empty` | lost | 200 without a body |
 * | `truncate` | delivered | the first half of the real one, then the connection is reset |
 * | `cut` | delivered | the first half of the real one, as if it were all |
 * | `lose_response` | delivered | the connection is reset |
 * | `deliver_twice` | delivered twice, one after the other | that of the first |
 * | `too_few_results`, `too_many_results` | delivered | one result of the batch too few or too many |
 * | `missing_column` | delivered | the real one without the column `id` (or `column`) |
 * | `delay` | delivered | the real one, after 1000 ms (or `ms`) |
 * | `respond` | lost | `status`, `headers` and `body` of the fault |
 * | `deliver_late` | delivered after 1000 ms (or `ms`), even if the client is gone | the real one |
 */
export type FaultName =
  | ('refuse' | 'hang' | 'drip' | 'internal_error' | 'bad_gateway' | 'too_many_requests' | 'html_200' | 'html_400')
  | ('empty' | 'truncate' | 'cut' | 'lose_response' | 'deliver_twice' | 'too_few_results' | 'too_many_results')
  | ('missing_column' | 'delay' | 'deliver_late' | 'respond')

/** A step of a plan: lets `after` requests pass, then applies the fault to `times` requests. */
export interface Fault {
  fault: FaultName
  /** 1 by default; null means all further requests. */
  times?: number | null
  /** 0 by default. */
  after?: number
  /** How often the request is delivered instead, such as 1 to hang after the commit. */
  deliveries?: number
  ms?: number
  retryAfter?: string
  column?: string
  status?: number
  headers?: Record<string, string>
  body?: string
}

/** Numbers since the start. */
export interface FaultCounts {
  /** Requests received. */
  requests: number
  /** Requests that were delivered to the database, each as often as it was delivered. */
  deliveries: number
  /** Requests that met a fault. */
  faults: number
}

/** A fault with a response defined by the test. */
export function respondWith(status: number, body = '', headers: Record<string, string> = {}): Fault {
  return { fault: 'respond', status, body, headers }
}

/** A URL where nothing listens, so the operating system refuses the connection. */
export const CLOSED_ENDPOINT = 'http://127.0.0.1:2/sql'

/**
 * Starts an endpoint for one test, which passes requests on to the real endpoint until faults are injected. Works in
 * Node and in a Worker.
 * @param target URL of the real endpoint; that of the shared database by default.
 * @param server URL of a fault server; the shared one by default.
 */
export async function startFaultyEndpoint(target?: string, server = inject('database').faults) {
  const { url } = await call<{ url: string }>(`${server}/faults`, 'POST', { target })
  const session = url.replace(/\/sql$/, '')
  return {
    /** For `DATABASE_ENDPOINT`. */
    url,
    /** Replaces what is left of the current plan. Without arguments, all further requests pass. */
    inject: (...faults: (Fault | FaultName)[]) =>
      call<FaultCounts>(session, 'PUT', {
        faults: faults.map((fault) => (typeof fault === 'string' ? { fault } : fault)),
      }),
    counts: () => call<FaultCounts>(session, 'GET'),
  }
}

export type FaultyEndpoint = Awaited<ReturnType<typeof startFaultyEndpoint>>

async function call<Result>(url: string, method: string, body?: unknown): Promise<Result> {
  const response = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`)
  return (await response.json()) as Result
}
