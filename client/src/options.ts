/** The address of the API, the credential, and other options of the client. */
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
  /** Number of retries after a temporary failure; 2 by default. */
  maxRetries?: number
  /** Set this for a key that may write but not read: the API does not return what such a key has changed. */
  writeOnly?: boolean
  /** Sends the requests, for example through a service binding; the global `fetch` by default. */
  fetch?: (url: string, request: RequestInit) => Promise<Response>
}

/** Options of a single request, which override those of the client. */
export interface RequestOptions {
  /** Milliseconds that each attempt may take. */
  timeout?: number
  /** Number of retries after a temporary failure. */
  maxRetries?: number
  /** Ends the request and its retries; the promise rejects with the signal's reason. */
  signal?: AbortSignal
}

/** Options of a change. */
export interface WriteOptions extends RequestOptions {
  /** A new UUID by default, which all attempts share. Send your own to repeat a change in another call or process. */
  idempotencyKey?: string
}

/** Options of a change that can depend on the resource's version. */
export interface ConditionalOptions extends WriteOptions {
  /** `lastResponse.etag` of the version to change. If the resource has changed, a `PreconditionError` is thrown. */
  ifMatch?: string
}

/** Status, headers and ids of a response. */
export interface LastResponse {
  status: number
  headers: Headers
  requestId: string | undefined
  /** Version of the resource. */
  etag: string | undefined
}

/** A response body. `lastResponse` is not enumerable, so `JSON.stringify` omits it. */
export type Returned<Body> = Body & { readonly lastResponse: LastResponse }
