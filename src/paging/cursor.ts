/** The keyset of a page's last row: its sort value, as text, and its id. */
export interface Keyset {
  value: string | null
  id: string
}

/** Signs keysets as cursors that clients send back. A cursor is valid only for the same tenant, operation and query. */
export interface Cursors {
  sign(query: object, keyset: Keyset): Promise<string>
  /** Undefined for a cursor that was not signed for this query. */
  verify(query: object, cursor: string): Promise<Keyset | undefined>
}

const SIGNATURE_BYTES = 16
/** The format of every cursor. */
export const CURSOR_FORMAT = /^[\w-]+\.[\w-]{22}$/
/** Message for a cursor with an invalid format or signature. */
export const INVALID_CURSOR =
  'Input should be a next_cursor of this list, requested with the same filters and sort order'
const utf8 = new TextEncoder()

/**
 * Creates the cursor signer. `secret` is any text unknown to callers; `binding` identifies the tenant and the
 * operation.
 */
export function cursorsOf(secret: string, binding: string): Cursors {
  const signatureOf = async (query: object, payload: string): Promise<string> => {
    const text = JSON.stringify([binding, Object.entries(query).sort(), payload])
    const signature = new Uint8Array(await crypto.subtle.sign('HMAC', await keyOf(secret), utf8.encode(text)))
    return toBase64Url(String.fromCharCode(...signature.subarray(0, SIGNATURE_BYTES)))
  }

  return {
    async sign(query, { value, id }) {
      const payload = toBase64Url(String.fromCharCode(...utf8.encode(JSON.stringify([value, id]))))
      return `${payload}.${await signatureOf(query, payload)}`
    },
    async verify(query, cursor) {
      const [payload = ''] = cursor.split('.')
      if (cursor !== `${payload}.${await signatureOf(query, payload)}`) return undefined
      const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
      const [value, id] = JSON.parse(new TextDecoder().decode(bytes))
      return { value, id }
    },
  }
}

/** The HMAC key of the last secret. A Worker has one secret, and importing the key costs more than signing. */
let last: { secret: string; key: HmacKey } | undefined
type HmacKey = Parameters<typeof crypto.subtle.sign>[1]

async function keyOf(secret: string): Promise<HmacKey> {
  if (last?.secret === secret) return last.key
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', utf8.encode(`cursor:${secret}`), algorithm, false, ['sign'])
  last = { secret, key }
  return key
}

function toBase64Url(binary: string): string {
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
