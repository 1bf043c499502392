import type { RouteConfig } from '@hono/zod-openapi'
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { ApiError, type Fault } from './errors.ts'
import { faultsOf, MISSING, type Part } from './faults.ts'

const BODY_LIMIT = 64 * 1024
const NOTHING = z.strictObject({})

/** A rule across the parts of a request; given what was sent, however wrong the rest of it is. */
export type CrossCheck = (sent: { path: Record<string, string>; body: unknown }) => Fault[]

/**
 * Reads and validates path, query and body for the route, and hands them to `c.req.valid`. The framework's own
 * validators stop at the first part that fails; this lists the faults of all. Errors: 415, 413, 422.
 */
export async function readInput(c: Context, request: RouteConfig['request'], crossCheck?: CrossCheck): Promise<void> {
  const media = request?.body?.content['application/json']
  const schema = media && 'schema' in media ? (media.schema as z.ZodType) : undefined
  const raw = schema ? await readBody(c.req.raw) : undefined
  const faults: Fault[] = []

  const check = (part: Part, target: 'param' | 'query' | 'json', against: z.ZodType, value: unknown) => {
    const result = against.safeParse(value, { reportInput: true })
    if (result.success) c.req.addValidatedData(target, result.data as object)
    else faults.push(...faultsOf(part, result.error.issues))
  }

  check('path', 'param', (request?.params as z.ZodType) ?? NOTHING, c.req.param())
  check('query', 'query', (request?.query as z.ZodType) ?? NOTHING, readQuery(c.req.url, faults))
  let body: unknown
  if (schema && raw !== undefined) {
    const parsed = parseJson(raw)
    if (parsed === undefined)
      faults.push({ loc: ['body'], msg: 'The body is not valid JSON in UTF-8', type: 'json_invalid' })
    else if (parsed === null) faults.push({ loc: ['body'], ...MISSING })
    else check('body', 'json', schema, parsed)
    body = parsed
  } else if (schema) {
    faults.push({ loc: ['body'], ...MISSING })
  }
  if (crossCheck) faults.push(...crossCheck({ path: c.req.param(), body }))
  if (faults.length > 0) throw ApiError.invalid(faults)
}

/** As `readBytes`, of a body in JSON. */
async function readBody(request: Request): Promise<Uint8Array | undefined> {
  const type = request.headers.get('Content-Type')
  if (type !== null && !isJson(type)) throw new ApiError('unsupported_media_type')
  return readBytes(request, BODY_LIMIT, type !== null)
}

/** The body's bytes, or undefined where there is none. Never holds more than the limit. Errors: 413, 415. */
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

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
  } catch {
    return undefined
  }
}

/** The query as one value a name. A name given twice is a fault, for it has no one meaning. */
function readQuery(url: string, faults: Fault[]): Record<string, string> {
  const values = new Map<string, string>()
  for (const [name, value] of new URL(url).searchParams) {
    if (values.has(name)) {
      const known = faults.some((fault) => fault.loc[1] === name && fault.type === 'value_error')
      if (!known)
        faults.push({ loc: ['query', name], msg: 'This parameter was given more than once', type: 'value_error' })
    } else values.set(name, value)
  }
  return Object.fromEntries(values)
}
