import createFetchClient, { type Client as FetchClient } from 'openapi-fetch'
import { errorOf } from './error-of.ts'
import { ApiError, ConnectionError, TimeoutError } from './errors.ts'
import type { paths } from './generated.ts'
import type { ClientOptions, ConditionalOptions, Credential, RequestOptions } from './options.ts'
import { delayBefore, pause } from './retry.ts'
import { baseUrlOf, serializePath, serializeQuery } from './url.ts'

/** How a response is read: as a whole, or by the caller as it arrives. */
type Reading = 'whole' | 'stream'

const UNDEFINED_ETAG = 'ifMatch is undefined. Send the ETag of the resource, or omit ifMatch.'

/** Sends requests: adds the credential and the idempotency key, applies the timeout, retries, and throws errors. */
export class Transport {
  readonly api: FetchClient<paths>
  /** Whether a change may return nothing because the key cannot read the resource; otherwise, it throws. */
  readonly isWriteOnly: boolean
  readonly #authorization: () => Promise<string>
  readonly #options: Required<Pick<ClientOptions, 'timeout' | 'maxRetries' | 'fetch'>>

  constructor({ baseUrl, timeout = 30_000, maxRetries = 2, fetch, writeOnly = false, ...credential }: ClientOptions) {
    this.isWriteOnly = writeOnly
    this.#authorization = authorizationOf(credential)
    // The global function is looked up for each request, so that a later replacement takes effect. Called as a method,
    // it would fail in browsers and Workers.
    this.#options = { timeout, maxRetries, fetch: fetch ?? ((url, request) => globalThis.fetch(url, request)) }
    this.api = createFetchClient<paths>({
      baseUrl: baseUrlOf(baseUrl),
      querySerializer: serializeQuery,
      pathSerializer: serializePath,
    })
  }

  /** The options of a call of `api`, in addition to its parameters. */
  with(options: ConditionalOptions = {}, reading: Reading = 'whole') {
    const { idempotencyKey, ifMatch } = options
    return {
      headers: { 'Idempotency-Key': idempotencyKey, 'If-Match': ifMatch },
      fetch: async (request: Request) => {
        // Otherwise, a missing ETag would silently turn a conditional change into an unconditional one.
        if ('ifMatch' in options && ifMatch === undefined) throw new TypeError(UNDEFINED_ETAG)
        return this.#send(request, { ...this.#options, ...defined(options) }, reading)
      },
    }
  }

  async #send(request: Request, options: Sending, reading: Reading): Promise<Response> {
    const { method, url, headers } = request
    const isWrite = method !== 'GET'
    const body = isWrite ? (await request.text()) || null : null
    if (isWrite && !headers.has('Idempotency-Key')) headers.set('Idempotency-Key', crypto.randomUUID())

    for (let attempt = 0; ; attempt++) {
      headers.set('Authorization', await this.#authorization())
      const result = await attemptOf(url, { method, headers, body }, options, reading)
      if (result instanceof Response) return result
      const delay = attempt < options.maxRetries ? delayBefore(result, attempt) : undefined
      if (delay === undefined) throw result
      await pause(delay, options.signal)
    }
  }
}

type Sending = RequestOptions & Required<Pick<ClientOptions, 'timeout' | 'maxRetries' | 'fetch'>>

/** Sends a request once, and returns the response or its error. @throws the reason of the caller's signal. */
async function attemptOf(
  url: string,
  request: RequestInit,
  { timeout, signal, fetch }: Sending,
  reading: Reading,
): Promise<Response | ApiError> {
  signal?.throwIfAborted()
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), timeout)
  try {
    const signals = AbortSignal.any(signal ? [limit.signal, signal] : [limit.signal])
    const response = await fetch(url, { ...request, signal: signals })
    if (response.ok && reading === 'stream') return response

    const text = await response.text()
    if (!response.ok) return errorOf(response, text)
    return response.status === 204 || isJson(response) ? withText(response, text) : unexpected(response)
  } catch (cause) {
    signal?.throwIfAborted()
    if (!limit.signal.aborted) {
      return new ConnectionError('The API cannot be reached, or the connection was lost.', {
        code: 'connection_failed',
        cause,
      })
    }
    return new TimeoutError(`No response arrived within ${timeout} ms.`, { code: 'timed_out', cause })
  } finally {
    clearTimeout(timer)
  }
}

const isJson = ({ headers }: Response) => headers.get('Content-Type')?.startsWith('application/json')

/** The response, whose body has been read under the time limit. */
function withText({ status, headers }: Response, text: string): Response {
  return new Response(text || null, { status, headers })
}

function unexpected({ status, headers }: Response): ApiError {
  const requestId = headers.get('X-Request-Id') ?? undefined
  const message = `The response has status ${status}, but it is not JSON. Check that baseUrl is the address of the API.`
  return new ApiError(message, { code: 'unexpected_response', status, requestId })
}

/** The options without undefined ones, for which the client's apply. */
function defined(options: RequestOptions): RequestOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

function authorizationOf({ apiKey, token }: Credential): () => Promise<string> {
  const credential = apiKey ?? token
  if (!credential) throw new TypeError('The apiKey or token is empty.')
  return async () => `Bearer ${typeof credential === 'string' ? credential : await credential()}`
}
