/** The keyset of a page's last row: its sort value, as text, and its id. */
export interface Position {
  value: string | null
  id: string
}

/**
 * Signs positions as cursors that clients send back. A cursor is valid only for the same tenant, operation and query.
 */
export interface Cursors {
  seal(question: object, position: Position): Promise<string>
  /** Undefined for a cursor that was not signed for this query. */
  open(question: object, cursor: string): Promise<Position | undefined>
}

const SEAL_BYTES = 16
/** The format of every cursor. */
export const CURSOR_FORM = /^[\w-]+\.[\w-]{22}$/
/** Message for a cursor with an invalid format or signature. */
export const FOREIGN = 'Input should be a next_cursor of this list, requested with the same filters and sort order'
const utf8 = new TextEncoder()

/**
 * Creates the cursor signer. `secret` is any text unknown to callers; `binding` identifies the tenant and the
 * operation.
 */
export function cursorsOf(secret: string, binding: string): Cursors {
  const sign = async (question: object, payload: string): Promise<string> => {
    const text = JSON.stringify([binding, Object.entries(question).sort(), payload])
    const signature = new Uint8Array(await crypto.subtle.sign('HMAC', await keyOf(secret), utf8.encode(text)))
    return toBase64Url(String.fromCharCode(...signature.subarray(0, SEAL_BYTES)))
  }

  return {
    async seal(question, { value, id }) {
      const payload = toBase64Url(String.fromCharCode(...utf8.encode(JSON.stringify([value, id]))))
      return `${payload}.${await sign(question, payload)}`
    },
    async open(question, cursor) {
      const [payload = ''] = cursor.split('.')
      if (cursor !== `${payload}.${await sign(question, payload)}`) return undefined
      const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
      const [value, id] = JSON.parse(new TextDecoder().decode(bytes))
      return { value, id }
    },
  }
}

/** The HMAC key of the last secret. A Worker has one secret, and importing the key costs more than signing. */
let last: { secret: string; key: SealKey } | undefined
type SealKey = Parameters<typeof crypto.subtle.sign>[1]

async function keyOf(secret: string): Promise<SealKey> {
  if (last?.secret === secret) return last.key
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', utf8.encode(`cursor:${secret}`), algorithm, false, ['sign'])
  last = { secret, key }
  return key
}

function toBase64Url(binary: string): string {
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
