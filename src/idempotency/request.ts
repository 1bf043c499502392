import { sha256 } from '../auth/sha256.ts'
import { JSON_LIMIT, readBytes } from '../http/body.ts'

/** A key of up to 255 characters, bare or quoted. A quoted key is a string as in RFC 8941, with `"` and `\` escaped. */
export const IDEMPOTENCY_KEY = /^(?:[!#-~][!-~]{0,254}|"(?:[!#-[\]-~]|\\["\\]){1,255}")$/

/** The idempotency key of a request: undefined if it sends none, null if it is malformed. */
export function idempotencyKeyOf(headers: Headers): string | null | undefined {
  const header = headers.get('Idempotency-Key')
  if (header === null) return undefined
  if (!IDEMPOTENCY_KEY.test(header)) return null
  return header.startsWith('"') ? header.slice(1, -1).replace(/\\(.)/g, '$1') : header
}

/**
 * Identifies a request: SHA-256, in hexadecimal, of method, path, query and the bytes of the body. Consumes the body.
 * Errors: `request_timeout`, `body_too_large`.
 */
export async function fingerprintOf(request: Request, maxBytes = JSON_LIMIT): Promise<string> {
  const { pathname, search } = new URL(request.url)
  const body = (await readBytes(request, maxBytes)) ?? new Uint8Array()
  const content = await new Blob([`${request.method}\n${pathname}\n${search}\n`, body]).arrayBuffer()
  return sha256(content)
}
