import { ApiError } from './errors.ts'
import type { ConditionalOptions, Returned } from './options.ts'
import type { Transport } from './transport.ts'

type Call<Body> = Promise<{ data?: Body; response: Response }>

/**
 * The operations of one resource. `Unread` is what a change returns if the key cannot read the resource: `undefined`
 * with `writeOnly`.
 */
export abstract class Resource<Unread = never> {
  readonly #transport: Transport
  protected readonly api: Transport['api']

  constructor(transport: Transport) {
    this.#transport = transport
    this.api = transport.api
  }

  /** The options of a call, in addition to its parameters. */
  protected with(options?: ConditionalOptions, reading?: 'whole' | 'stream') {
    return this.#transport.with(options, reading)
  }

  /** The resource after a change. */
  protected async changed<Body extends object>(call: Call<unknown>): Promise<Returned<Body> | Unread> {
    const { data, response } = await call
    if (data) return withResponse(data as Body, response)
    if (this.#transport.isWriteOnly) return undefined as Unread
    const message = 'The change was made, but the key may not read the result. Create the client with writeOnly: true.'
    const requestId = response.headers.get('X-Request-Id') ?? undefined
    throw new ApiError(message, { code: 'key_cannot_read', status: response.status, requestId })
  }
}

/** The body of a response. */
export async function returned<Body extends object>(call: Call<Body>): Promise<Returned<Body>> {
  const { data, response } = await call
  return withResponse(data as Body, response)
}

function withResponse<Body extends object>(body: Body, { status, headers }: Response): Returned<Body> {
  const [requestId, etag] = ['X-Request-Id', 'ETag'].map((name) => headers.get(name) ?? undefined)
  return Object.defineProperty(body, 'lastResponse', { value: { status, headers, requestId, etag } }) as Returned<Body>
}
