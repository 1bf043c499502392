import type { Scene } from './scene.ts'

/** What is sent in addition to method and path. Texts may contain placeholders, such as `{customer}`. */
export interface Sent {
  /** Text and bytes are sent unchanged, other values as JSON. */
  body?: unknown
  headers?: Record<string, string>
  key?: keyof Scene['keys']
  env?: object
}

/** The same request without its mistake. */
export type Corrected = Sent & { request?: string }

/**
 * A request that must be rejected: its name, method and path, how it is rejected, and a text that its message must
 * contain, so that the caller knows what to change. A rejection is a status with a code, such as `404 not_found`, or
 * the validation errors in alphabetical order, such as `query.page int_parsing`.
 */
export type BadInput = [
  name: string,
  request: string,
  rejection: string | string[],
  says: string,
  sent?: (Sent & { instead?: Corrected }) | ((scene: Scene) => Promise<Sent>),
]

/** Bad inputs on one topic. */
export type Theme = readonly BadInput[]
