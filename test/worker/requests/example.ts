/** The ids that requests name. */
export interface Ids {
  customer: string
  instance: string
  rule: string
  subscription: string
  key: string
}

/** By operation id, a valid request of it: method, path, body. */
export type Requests = Record<string, (ids: Ids) => [method: string, path: string, body?: unknown]>
