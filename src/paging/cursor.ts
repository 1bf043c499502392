/** Where a page ended: the value that its last row was sorted by, as text, and the row's id. */
export interface Position {
  value: string | null
  id: string
}

/** Seals positions for clients to hand back. A cursor holds for the same tenant, operation and question alone. */
export interface Cursors {
  seal(question: object, position: Position): Promise<string>
  /** Undefined for a cursor that was not sealed for this. */
  open(question: object, cursor: string): Promise<Position | undefined>
}

const SEAL_BYTES = 16
/** What every cursor looks like, whatever it was sealed for. */
export const CURSOR_FORM = /^[\w-]+\.[\w-]{22}$/
/** Why a cursor is refused, whether by its form or by its seal. */
export const FOREIGN = 'Input should be the next_cursor of an answer to the same question: same filters, same order'
const utf8 = new TextEncoder()

/** `secret` is any text that callers do not know; `binding` names the tenant and the operation. */
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

/** The key of the last secret. A Worker has one, and making its key costs more than signing with it. */
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
