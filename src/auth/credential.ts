import { isWellFormedKey } from './key.ts'

/**
 * The key text of a request, from `X-Api-Key` or `Authorization: Bearer`. Undefined if it is missing or malformed, or
 * if the two headers disagree.
 */
export function credentialOf(headers: Headers): string | undefined {
  const apiKey = headers.get('X-Api-Key')
  const authorization = headers.get('Authorization')
  const bearer = authorization === null ? null : (/^bearer +(\S+)$/i.exec(authorization)?.[1] ?? '')
  if (apiKey !== null && bearer !== null && apiKey !== bearer) return undefined

  const text = apiKey ?? bearer
  return text !== null && isWellFormedKey(text) ? text : undefined
}
