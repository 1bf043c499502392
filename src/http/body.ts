import { ApiError } from '../errors.ts'

/** Maximum size of a JSON body, in bytes. */
export const JSON_LIMIT = 64 * 1024

/**
 * The parsed JSON body: `absent` if there are no bytes, `malformed` if they are not JSON in UTF-8. Errors: 413, 415.
 */
export async function readJson(request: Request): Promise<{ value: unknown } | 'absent' | 'malformed'> {
  const type = request.headers.get('Content-Type')
  const encoding = request.headers.get('Content-Encoding') ?? 'identity'
  if ((type !== null && !isJson(type)) || encoding.toLowerCase() !== 'identity') {
    throw new ApiError('unsupported_media_type')
  }
  const bytes = await readBytes(request, JSON_LIMIT, type !== null)
  if (bytes === undefined) return 'absent'
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
    return { value: /\d{16}/.test(text) ? JSON.parse(text, rejectInexact) : JSON.parse(text) }
  } catch {
    return 'malformed'
  }
}

/**
 * The bytes of the body, or undefined if there is none. Never buffers more than `limit` bytes. Without a content type
 * (`typed` false), any byte is an error. Errors: 413, 415.
 */
export async function readBytes(request: Request, limit: number, typed = true): Promise<Uint8Array | undefined> {
  const tooLarge = () =>
    new ApiError('body_too_large', { detail: `The request body is larger than ${limit / 1024} KiB.` })
  const declared = Number(request.headers.get('Content-Length') ?? 0)
  if (declared > 0 && !typed) throw new ApiError('unsupported_media_type')
  if (declared > limit) throw tooLarge()

  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    if (chunk.byteLength > 0 && !typed) throw new ApiError('unsupported_media_type')
    size += chunk.byteLength
    if (size > limit) throw tooLarge()
    chunks.push(chunk)
  }
  if (size === 0) return undefined
  return chunks.length === 1 ? chunks[0] : new Uint8Array(await new Blob(chunks).arrayBuffer())
}

function isJson(type: string): boolean {
  const [essence = '', ...parameters] = type.split(';').map((part) => part.trim().toLowerCase())
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))
  return essence === 'application/json' && (charset === undefined || /^charset="?utf-?8"?$/.test(charset))
}

/** Turns an integer that a double cannot represent exactly into NaN, which every field rejects. */
function rejectInexact(_: string, value: unknown, { source = '' }: { source?: string } = {}): unknown {
  if (typeof value !== 'number' || !Number.isFinite(value) || !/^-?\d{16,}$/.test(source)) return value
  const [digits = ''] = value.toExponential().replace('.', '').split('e+')
  return digits.padEnd(source.length, '0') === source ? value : Number.NaN
}
