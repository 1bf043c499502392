/** How to reach the API, and as whom. */
export type ClientOptions = ConnectionOptions & Credential

/** An API key, or a token with a limited lifetime; a function returns the current token for each attempt. */
export type Credential =
  | { apiKey: string; token?: never }
  | { token: string | (() => string | Promise<string>); apiKey?: never }

export interface ConnectionOptions {
  /** Address of the API without `/v1`, such as `https://api.example.com`. */
  baseUrl: string
  /** Milliseconds that each attempt may take; 30,000 by default. */
  timeout?: number
  /** How often a request is sent again after a temporary failure; 2 by default. */
  maxRetries?: number
  /** Set this for a key that may write but not read: the API does not return what such a key has changed. */
  writeOnly?: boolean
  /** Sends the requests, for example through a service binding; the global `fetch` by default. */
  fetch?: (url: string, request: RequestInit) => Promise<Response>
}

/** Options of a single request, which replace those of the client. */
export interface RequestOptions {
  /** Milliseconds that each attempt may take. */
  timeout?: number
  /** How often the request is sent again after a temporary failure. */
  maxRetries?: number
  /** Ends the request and its retries; the promise is rejected with the signal's reason. */
  signal?: AbortSignal
}

/** Options of a change. */
export interface WriteOptions extends RequestOptions {
  /** By default a new UUID, which all attempts share. Send your own to repeat a change in another call or process. */
  idempotencyKey?: string
}

/** Options of a change that can depend on the resource's version. */
export interface ConditionalOptions extends WriteOptions {
  /** Only change this version: the `lastResponse.etag` of the resource. Otherwise, a `PreconditionError` is thrown. */
  ifMatch?: string
}

/** What the API said about a request, beside the body. */
export interface LastResponse {
  status: number
  headers: Headers
  requestId: string | undefined
  /** Version of the resource. */
  etag: string | undefined
}

/** A body of the API. `lastResponse` is not enumerable, so it is not in its JSON. */
export type Returned<Body> = Body & { readonly lastResponse: LastResponse }
