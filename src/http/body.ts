import { ApiError } from '../errors/api-error.ts'
import { keysOf, valuesIn } from './json.ts'

/** Maximum size of a JSON body, in bytes, unless an operation says otherwise. */
export const JSON_LIMIT = 64 * 1024
/**
 * Maximum time to receive a body, in milliseconds, unless its size needs more. Without it, slow clients could keep any
 * number of requests open.
 */
const TIMEOUT_MS = 10_000

/**
 * The parsed JSON body: `absent` if there are no bytes, `malformed` if they are not JSON in UTF-8, `repeated` if an
 * object has a key twice, because `JSON.parse` would drop one of the values. Errors: 408, 413, 415.
 */
export async function readJson(
  request: Request,
  maxBytes = JSON_LIMIT,
): Promise<{ value: unknown } | 'absent' | 'malformed' | 'repeated'> {
  const type = request.headers.get('Content-Type')
  const encoding = request.headers.get('Content-Encoding') ?? 'identity'
  if ((type !== null && !isJson(type)) || encoding.toLowerCase() !== 'identity') {
    throw new ApiError('unsupported_media_type')
  }
  const bytes = await readBytes(request, maxBytes, { typed: type !== null })
  if (bytes === undefined) return 'absent'
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
    const value = /\d{16}/.test(text) ? JSON.parse(text, rejectInexact) : JSON.parse(text)
    return keysIn(text) > keysWithin(value) ? 'repeated' : { value }
  } catch {
    return 'malformed'
  }
}

/**
 * The bytes of the body, or undefined if there is none. Never buffers more than `limit` bytes, nor for longer than
 * `timeout` milliseconds. Without a content type (`typed` false), any byte is an error. Errors: 408, 413, 415.
 */
export async function readBytes(
  request: Request,
  limit: number,
  { typed = true, timeout = TIMEOUT_MS } = {},
): Promise<Uint8Array | undefined> {
  const tooLarge = () =>
    new ApiError('body_too_large', { detail: `The request body is larger than ${limit / 1024} KiB.` })
  const declared = Number(request.headers.get('Content-Length') ?? 0)
  if (declared > 0 && !typed) throw new ApiError('unsupported_media_type')
  if (declared > limit) throw tooLarge()

  if (!request.body) return undefined
  // One buffer instead of a list of chunks: a body may arrive byte by byte.
  let bytes = new Uint8Array()
  let size = 0
  for await (const chunk of chunksInTime(request.body, timeout)) {
    if (chunk.byteLength > 0 && !typed) throw new ApiError('unsupported_media_type')
    const end = size + chunk.byteLength
    if (end > limit) throw tooLarge()
    if (end > bytes.byteLength) bytes = enlarged(bytes, Math.max(end, 2 * bytes.byteLength))
    bytes.set(chunk, size)
    size = end
  }
  return size === 0 ? undefined : bytes.subarray(0, size)
}

/** The chunks of a body, as long as they arrive in time. Errors: 408. */
async function* chunksInTime(body: ReadableStream<Uint8Array>, timeout: number): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  const detail = `The request body was not received within ${timeout / 1000} seconds.`
  let giveUp = () => {}
  const timer = setTimeout(() => giveUp(), timeout)
  try {
    for (;;) {
      const { done, value } = await new Promise<Awaited<ReturnType<typeof reader.read>>>((resolve, reject) => {
        giveUp = () => reject(new ApiError('request_timeout', { detail }))
        reader.read().then(resolve, reject)
      })
      if (done) return
      yield value
    }
  } finally {
    clearTimeout(timer)
    // Not awaited: if the request was cloned, this takes effect only once the clone is cancelled as well.
    reader.cancel().catch(() => undefined)
  }
}

function enlarged(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(size)
  larger.set(bytes)
  return larger
}

function isJson(type: string): boolean {
  const [essence = '', ...parameters] = type.split(';').map((part) => part.trim().toLowerCase())
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))
  return essence === 'application/json' && (charset === undefined || /^charset="?utf-?8"?$/.test(charset))
}

/** The number of keys in valid JSON: strings before a colon. */
function keysIn(text: string): number {
  let keys = 0
  for (const [, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)) if (colon) keys += 1
  return keys
}

/** The number of keys of a parsed value and of all values within it. */
function keysWithin(value: unknown): number {
  let keys = 0
  for (const one of valuesIn(value)) keys += keysOf(one).length
  return keys
}

/** Turns an integer that a double cannot represent exactly into NaN, which every field rejects. */
function rejectInexact(_: string, value: unknown, { source = '' }: { source?: string } = {}): unknown {
  if (typeof value !== 'number' || !Number.isFinite(value) || !/^-?\d{16,}$/.test(source)) return value
  const [digits = ''] = value.toExponential().replace('.', '').split('e+')
  return digits.padEnd(source.length, '0') === source ? value : Number.NaN
}
