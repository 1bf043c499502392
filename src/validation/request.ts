import type { RouteConfig } from '@hono/zod-openapi'
import { z } from '@hono/zod-openapi'
import type { Context, ValidationTargets } from 'hono'
import { ApiError, type ValidationError } from '../errors/api-error.ts'
import { readJson } from '../http/body.ts'
import { readQuery, type UnusableParameter, undecodableParameters } from '../http/url.ts'
import { MISSING, type Part, validationErrorsOf } from './pydantic.ts'

/** The schema of a part for which a route takes nothing. */
export const NOTHING = z.strictObject({})

/** The unvalidated parts of a request. */
export interface RequestParts {
  path: Record<string, string>
  query: Record<string, unknown>
  /** Parameters whose value in `query` is ignored. */
  unusable: readonly UnusableParameter[]
  body: unknown
}

/** A validation rule across the parts of a request. It runs even if other parts are invalid. */
export type CrossCheck = (request: RequestParts) => ValidationError[]

/**
 * Reads and validates path, query, headers and body for the route, and passes them to `c.req.valid`. The framework's
 * own validators stop at the first invalid part; this lists the errors of all parts. Errors: 408, 413, 415, 422.
 */
export async function validateRequest(
  c: Context,
  { path, request, maxBodyBytes }: Pick<RouteConfig, 'path' | 'request'> & { maxBodyBytes?: number },
  crossCheck: (request: RequestParts) => Promise<ValidationError[]>,
): Promise<void> {
  const media = request?.body?.content['application/json']
  const schema = media && 'schema' in media ? (media.schema as z.ZodType) : undefined
  const body = schema ? await readJson(c.req.raw, maxBodyBytes) : undefined
  const errors: ValidationError[] = []

  const check = (part: Part, target: keyof ValidationTargets, against: z.ZodType, value: unknown) => {
    const result = against.safeParse(value, { reportInput: true })
    if (!result.success) return validationErrorsOf(part, result.error.issues)
    c.req.addValidatedData(target, result.data as object)
    return []
  }

  const undecodable = undecodableParameters(c.req.url, path)
  const params = (request?.params as z.ZodType) ?? NOTHING
  if (undecodable.length === 0) errors.push(...check('path', 'param', params, c.req.param()))
  errors.push(...undecodable.map((name) => ({ loc: ['path', name], ...UNDECODABLE })))

  const { query, unusable } = readQuery(c.req.url, parametersOf(request?.query))
  const names = unusable.map(({ name }) => name)
  const queryErrors = check('query', 'query', (request?.query as z.ZodType) ?? NOTHING, query)
  errors.push(
    ...unusable.map(({ name, reason }) => ({
      loc: name === undefined ? ['query'] : ['query', name],
      ...UNUSABLE[reason],
    })),
    // The only other error of a parameter without a usable value is an unknown name.
    ...queryErrors
      .filter(({ loc, type }) => type === 'extra_forbidden' || !names.includes(String(loc[1])))
      .map((error) => ({ ...error, loc: withoutIndex(error.loc, query) })),
  )

  if (request?.headers) {
    const { shape } = request.headers as z.ZodObject
    const sent = Object.fromEntries(Object.keys(shape).map((name) => [name, c.req.header(name)]))
    errors.push(...check('header', 'header', request.headers as z.ZodObject, sent))
  }

  const value = typeof body === 'object' ? body.value : undefined
  if (body === 'malformed' || body === 'repeated') errors.push({ loc: ['body'], ...UNREADABLE[body] })
  else if (body === 'absent' || value === null) errors.push({ loc: ['body'], ...MISSING })
  else if (schema) errors.push(...check('body', 'json', schema, value))

  errors.push(...(await crossCheck({ path: c.req.param(), query, unusable, body: value })))
  if (errors.length > 0) throw ApiError.invalid(errors)
}

const UNDECODABLE = { msg: 'Input should be valid percent-encoded UTF-8', type: 'value_error' }
const UNUSABLE = {
  undecodable: UNDECODABLE,
  repeated: { msg: 'Parameter should be sent only once', type: 'value_error' },
}
const UNREADABLE = {
  malformed: { msg: 'Body should be valid JSON in UTF-8', type: 'json_invalid' },
  repeated: { msg: 'Body should not have the same key twice in an object', type: 'json_invalid' },
}

/** The query parameters that are maps, and those that are lists. */
function parametersOf(query: unknown) {
  const { shape = {} } = (query ?? {}) as { shape?: Record<string, unknown> }
  const names = Object.keys(shape)
  return {
    maps: names.filter((name) => isOfType('map', shape[name])),
    lists: names.filter((name) => isOfType('array', shape[name])),
  }
}

function isOfType(wanted: 'map' | 'array', schema: unknown): boolean {
  const { type, innerType, in: input } = (schema as { def?: Record<string, unknown> } | undefined)?.def ?? {}
  const inner = innerType ?? input
  return type === wanted || (inner !== undefined && isOfType(wanted, inner))
}

/** A list of one value looks like any other parameter, so its error has no index. */
function withoutIndex(loc: ValidationError['loc'], query: Record<string, unknown>): ValidationError['loc'] {
  const [part = '', name = '', index, ...rest] = loc
  const sent = query[String(name)]
  return typeof index === 'number' && Array.isArray(sent) && sent.length === 1 ? [part, name, ...rest] : loc
}
