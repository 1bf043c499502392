import { type CallerSecrets, secretsOf } from './caller-secret.ts'
import { hashKey, isWellFormedKey, type KeyMode, modeOf } from './key.ts'

/** What identifies the caller of a request. It does not say whether the key is active; the database does. */
export interface Credential {
  /** The key's SHA-256 in hexadecimal. */
  hash: string
  mode: KeyMode
  /** Encrypts data that only this caller can read again. */
  secrets: CallerSecrets
}

/** Credentials of requests within the Worker, by request object, so that no received request can imitate one. */
const acting = new WeakMap<Request, Credential>()

/**
 * Lets a request act with a credential instead of its headers. Only for a caller that has proved possession of the
 * key.
 */
export function actWith(request: Request, credential: Credential): Request {
  acting.set(request, credential)
  return request
}

/** The credential that a request acts with, or that of its API key. Undefined without a well-formed key. */
export async function credentialOf(request: Request): Promise<Credential | undefined> {
  const given = acting.get(request)
  if (given) return given
  const key = keyIn(request.headers)
  return key === undefined ? undefined : credentialOfKey(key)
}

/** The credential of a key's text. */
export async function credentialOfKey(key: string): Promise<Credential> {
  return { hash: await hashKey(key), mode: modeOf(key), secrets: secretsOf(key) }
}

/**
 * The key text of a request, from `X-Api-Key` or `Authorization: Bearer`. Undefined if it is missing or malformed, or
 * if the two headers disagree.
 */
function keyIn(headers: Headers): string | undefined {
  const apiKey = headers.get('X-Api-Key')
  const authorization = headers.get('Authorization')
  const bearer = authorization === null ? null : (/^bearer +(\S+)$/i.exec(authorization)?.[1] ?? '')
  if (apiKey !== null && bearer !== null && apiKey !== bearer) return undefined

  const text = apiKey ?? bearer
  return text !== null && isWellFormedKey(text) ? text : undefined
}
