import fc from 'fast-check'
import type { Operation, Parameter } from './document.ts'
import { type KnownValues, valuesOf } from './values.ts'

/** The values of a request, before they are encoded. */
export interface ApiRequest {
  path: Record<string, string>
  query: Record<string, unknown>
  headers: Record<string, string>
  /** Undefined for an operation without a body. */
  body: unknown
}

/** A request as it is sent. */
export interface Wire {
  method: string
  /** Path and query. */
  target: string
  headers: Record<string, string>
  body: string | undefined
}

/** Requests that the document allows. */
export function requestsOf({ parameters, body }: Operation, known: KnownValues): fc.Arbitrary<ApiRequest> {
  const part = (place: Parameter['in']) => {
    const found = parameters.filter((parameter) => parameter.in === place)
    const values = found.map(({ name, schema }) => [name, known[name] ?? valuesOf(schema, known)])
    const requiredKeys = found.filter(({ required }) => required).map(({ name }) => name)
    return fc.record(Object.fromEntries(values) as Record<string, fc.Arbitrary<unknown>>, { requiredKeys })
  }
  return fc.record({
    path: part('path') as fc.Arbitrary<Record<string, string>>,
    // Few parameters at a time, because hardly any row would match all of them.
    query: fc.tuple(part('query'), fc.array(fc.boolean(), { minLength: 20, maxLength: 20 })).map(([query, kept]) => {
      return Object.fromEntries(Object.entries(query).filter(([, value], index) => kept[index] && value !== null))
    }),
    headers: part('header') as fc.Arbitrary<Record<string, string>>,
    body: body ? valuesOf(body, known) : fc.constant(undefined),
  })
}

/** Encodes a request. */
export function encode({ method, path }: Operation, request: ApiRequest): Wire {
  const pathname = path.replaceAll(/\{(.+?)\}/g, (_, name) => encodeURIComponent(request.path[name] ?? ''))
  const body = request.body === undefined ? undefined : JSON.stringify(request.body)
  const headers = { ...request.headers, ...(body !== undefined && { 'Content-Type': 'application/json' }) }
  return { method, target: withQuery(pathname, queryOf(request.query)), headers, body }
}

/** Adds an encoded parameter to the query. */
export function withQuery(target: string, parameters: string): string {
  if (parameters === '') return target
  return `${target}${target.includes('?') ? '&' : '?'}${parameters}`
}

/**
 * A list is sent as repeated parameters, a map as `name[key]=value`. Lone surrogates cannot be encoded, and are not
 * generated here.
 */
function queryOf(query: Record<string, unknown>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    if (Array.isArray(value)) return value.map((one) => [name, String(one)])
    if (typeof value !== 'object' || value === null) return [[name, String(value)]]
    return Object.entries(value).map(([key, inner]) => [`${name}[${key}]`, String(inner)])
  })
  return pairs.map((pair) => pair.map((text) => encodeURIComponent(String(text))).join('=')).join('&')
}
