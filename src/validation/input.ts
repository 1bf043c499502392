import type { RouteConfig } from '@hono/zod-openapi'
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { ApiError, type Fault } from '../errors.ts'
import { faultsOf, MISSING, type Part } from './pydantic.ts'

const BODY_LIMIT = 64 * 1024
const NOTHING = z.strictObject({})

/** The parts of a request, not yet validated. */
interface Sent {
  path: Record<string, string>
  query: Record<string, unknown>
  body: unknown
}
/** A check across the parts of a request. It sees the raw input, even if other parts are invalid. */
export type CrossCheck = (sent: Sent) => Fault[]

/**
 * Reads and validates path, query and body for the route and makes them available through `c.req.valid`. The
 * framework's own validators stop at the first invalid part; this lists the validation errors of all parts. Errors:
 * 415, 413, 422.
 */
export async function readInput(
  c: Context,
  { path, request }: Pick<RouteConfig, 'path' | 'request'>,
  crossCheck: (sent: Sent) => Promise<Fault[]>,
): Promise<void> {
  const media = request?.body?.content['application/json']
  const schema = media && 'schema' in media ? (media.schema as z.ZodType) : undefined
  const raw = schema ? await readBody(c.req.raw) : undefined
  const faults: Fault[] = []

  const check = (part: Part, target: 'param' | 'query' | 'json', against: z.ZodType, value: unknown) => {
    const result = against.safeParse(value, { reportInput: true })
    if (result.success) c.req.addValidatedData(target, result.data as object)
    else faults.push(...faultsOf(part, result.error.issues))
  }

  const undecodable = undecodableIn(c.req.url, path)
  if (undecodable.length > 0) faults.push(...undecodable)
  else check('path', 'param', (request?.params as z.ZodType) ?? NOTHING, c.req.param())
  const query = readQuery(c.req.url, request?.query, faults)
  check('query', 'query', (request?.query as z.ZodType) ?? NOTHING, query)
  let body: unknown
  if (schema && raw !== undefined) {
    const parsed = parseJson(raw)
    if (parsed === undefined)
      faults.push({ loc: ['body'], msg: 'Body should be valid JSON in UTF-8', type: 'json_invalid' })
    else if (parsed === null) faults.push({ loc: ['body'], ...MISSING })
    else check('body', 'json', schema, parsed)
    body = parsed
  } else if (schema) {
    faults.push({ loc: ['body'], ...MISSING })
  }
  faults.push(...(await crossCheck({ path: c.req.param(), query, body })))
  if (faults.length > 0) throw ApiError.invalid(faults)
}

/** Like `readBytes`, for a JSON body. */
async function readBody(request: Request): Promise<Uint8Array | undefined> {
  const type = request.headers.get('Content-Type')
  const encoding = request.headers.get('Content-Encoding') ?? 'identity'
  if ((type !== null && !isJson(type)) || encoding.toLowerCase() !== 'identity') {
    throw new ApiError('unsupported_media_type')
  }
  return readBytes(request, BODY_LIMIT, type !== null)
}

/** The bytes of the body, or undefined if there is none. Never buffers more than the limit. Errors: 413, 415. */
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

/** Validation errors for path parameters that are not percent-encoded UTF-8; the framework would use them undecoded. */
function undecodableIn(url: string, template: string): Fault[] {
  if (!url.includes('%')) return []
  const segments = new URL(url).pathname.split('/')
  return template.split('/').flatMap((part, place) => {
    const [, name] = /^\{(.+)\}$/.exec(part) ?? []
    if (name === undefined || isDecodable(segments[place] ?? '')) return []
    return [{ loc: ['path', name], msg: 'Input should be valid percent-encoded UTF-8', type: 'value_error' }]
  })
}

function isDecodable(segment: string): boolean {
  try {
    decodeURIComponent(segment)
    return true
  } catch {
    return false
  }
}

function isJson(type: string): boolean {
  const [essence = '', ...parameters] = type.split(';').map((part) => part.trim().toLowerCase())
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))
  return essence === 'application/json' && (charset === undefined || /^charset="?utf-?8"?$/.test(charset))
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
    return /\d{16}/.test(text) ? JSON.parse(text, onlyExact) : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Turns an integer that a double cannot represent exactly into NaN, which every field rejects. */
function onlyExact(_: string, value: unknown, { source = '' }: { source?: string } = {}): unknown {
  if (typeof value !== 'number' || !Number.isFinite(value) || !/^-?\d{16,}$/.test(source)) return value
  const [digits = ''] = value.toExponential().replace('.', '').split('e+')
  return digits.padEnd(source.length, '0') === source ? value : Number.NaN
}

/**
 * Reads the query as one value per name. `metadata[plan]=gold` is the entry `plan` of `metadata` if the schema has such
 * a map. A repeated name is an error, because it is ambiguous.
 */
function readQuery(url: string, schema: unknown, faults: Fault[]): Record<string, unknown> {
  const shape = (schema as { shape?: Record<string, unknown> } | undefined)?.shape ?? {}
  const values = new Map<string, string | Map<string, string>>()
  const repeated = new Set<string>()
  for (const [name, value] of url.includes('?') ? new URL(url).searchParams : []) {
    const [, group = '', key = ''] = /^(\w+)\[(.*)\]$/s.exec(name) ?? []
    const entries = isMap(shape[group]) ? (values.get(group) ?? new Map<string, string>()) : undefined
    if (entries instanceof Map && !entries.has(key)) values.set(group, entries.set(key, value))
    else if (entries === undefined && !values.has(name)) values.set(name, value)
    else repeated.add(name)
  }
  for (const name of repeated) {
    faults.push({ loc: ['query', name], msg: 'Parameter should be sent only once', type: 'value_error' })
  }
  return Object.fromEntries(values)
}

function isMap(schema: unknown): boolean {
  const { type, innerType, in: input } = (schema as { def?: Record<string, unknown> } | undefined)?.def ?? {}
  const within = innerType ?? input
  return type === 'map' || (within !== undefined && isMap(within))
}
