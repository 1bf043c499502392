import { fromBase64Url, toBase64Url } from '../auth/base64url.ts'
import { type Cipher, cipherOf } from '../auth/cipher.ts'

/** The keyset of a page's last row: its sort value, as text, and its id. */
export interface Keyset {
  value: string | null
  id: string
}

/**
 * Encrypts keysets as cursors that clients send back: a sort value can be an email, and cursors are part of URLs. A
 * cursor is valid only for the same tenant, operation and query.
 */
export interface Cursors {
  encrypt(query: object, keyset: Keyset): Promise<string>
  /** Undefined for a cursor that was not issued for this query. */
  decrypt(query: object, cursor: string): Promise<Keyset | undefined>
}

/** The format of every cursor: base64url without padding. An encrypted keyset is never shorter. */
export const CURSOR_FORMAT = /^[\w-]{100,}$/
/** Message for a cursor that is malformed or was issued for another query. */
export const INVALID_CURSOR =
  'Input should be a next_cursor of this list, requested with the same filters and sort order'

/** `secret` is any text unknown to callers; `binding` returns the tenant and the operation. */
export function cursorsOf(secret: string, binding: () => string): Cursors {
  const contextOf = (query: object) => JSON.stringify([binding(), Object.entries(query).sort()])

  return {
    async encrypt(query, { value, id }) {
      return toBase64Url(await cipherWith(secret).encrypt(JSON.stringify([value, id]), contextOf(query)))
    },
    async decrypt(query, cursor) {
      const bytes = fromBase64Url(cursor)
      const text = bytes && (await cipherWith(secret).decrypt(bytes, contextOf(query)))
      if (!text) return undefined
      const [value, id] = JSON.parse(text)
      return { value, id }
    },
  }
}

/** The cipher of the last secret. A Worker has only one. */
let last: { secret: string; cipher: Cipher } | undefined

function cipherWith(secret: string): Cipher {
  if (last?.secret !== secret) last = { secret, cipher: cipherOf(secret, 'cursor of a list') }
  return last.cipher
}
