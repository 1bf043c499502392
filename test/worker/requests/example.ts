/** The resource ids used in requests. */
export interface Ids {
  customer: string
  /** The external id of that customer. */
  externalId: string
  instance: string
  rule: string
  subscription: string
  key: string
  /** The tenant's account at Stripe. */
  account: string
}

/** A valid request (method, path, body) for each operation id. The caller adds its credentials. */
export type Requests = Record<string, (ids: Ids) => [method: string, path: string, body?: unknown]>
