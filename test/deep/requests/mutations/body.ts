import { hasTooMuchContent, NEEDED_BESIDE, WRONG_ENTRIES } from '../conventions.ts'
import { type Operation, type Schema, typesOf } from '../document.ts'
import { type ApiRequest, encode, type Wire } from '../request.ts'
import type { Mutation, Place, Rejection } from './mutation.ts'
import { type WrongValue, wrongValues } from './wrong-values.ts'

/** Maximum size of a body, in bytes. */
const LIMITS: Record<string, number> = { stripeWebhook: 1024 * 1024, createCustomers: 1024 * 1024 }
const limitOf = ({ id }: Operation) => LIMITS[id] ?? 64 * 1024

/** Every way to make the body invalid. */
export function bodyMutations(operation: Operation, request: ApiRequest): Mutation[] {
  if (!operation.body) return []
  const wrong = wrongBelow(operation.body, request.body, [], operation.id)
  return [
    ...wrong.map(({ kind, place, reported, value }) => {
      const body = replaced(request.body, place, value)
      const wire = () => encode(operation, { ...request, body })
      const rejection = rejectionOf(operation, ['body', ...reported])
      if (kind !== 'too many items') return { kind, rejection, wire }
      // A list grows by repeating its items, so it may also exceed a limit of bytes, that of the body first.
      if (Buffer.byteLength(wire().body ?? '') > limitOf(operation)) return { kind, rejection: TOO_LARGE, wire }
      const isTooLong = hasTooMuchContent(operation.id, body)
      return { kind, rejection: isTooLong ? { ...rejection, and: ['body'] } : rejection, wire }
    }),
    ...wholeBodyMutations(operation, encode(operation, request)),
  ]
}

const TOO_LARGE: Rejection = { status: 413, code: 'body_too_large' }

/** Stripe always gets a single error for an invalid event. */
function rejectionOf({ id }: Operation, loc: Place): Rejection {
  return id === 'stripeWebhook' ? { status: 400, code: 'event_invalid' } : { loc }
}

interface Wrong extends WrongValue {
  place: Place
  reported: Place
}

/** Every wrong value of a field, and of the fields inside it. */
function wrongBelow(schema: Schema, value: unknown, place: Place, operationId: string): Wrong[] {
  const name = String(place.at(-1))
  // Free-form JSON contains no entries of a standard.
  const listed = typesOf(schema).length > 0 ? (WRONG_ENTRIES[name] ?? []) : []
  const entries: WrongValue[] = listed.map((value) => ({ kind: 'not an entry', value }))
  const own = [...wrongValues(schema, value), ...entries].filter((one) => {
    const isMissing = one.kind === 'missing field' && one.key !== undefined && lacksNeeded(one.key, value)
    return !isMissing && !(operationId === 'stripeWebhook' && isStoredAsSent(one))
  })
  const wrong = own.map((one) => ({ ...one, place, reported: one.key === undefined ? place : [...place, one.key] }))
  return [
    ...wrong,
    ...partsOf(schema, value).flatMap(([key, inner, part]) => wrongBelow(inner, part, [...place, key], operationId)),
  ]
}

/** Whether the text is wrong only in the API's own fields: Stripe's events are not trimmed. */
function isStoredAsSent({ kind, value }: WrongValue): boolean {
  return ['control character', 'lone surrogate'].includes(kind) || (kind === 'too short' && value !== '')
}

/** The fields or items of a value, with their schemas. */
function partsOf(schema: Schema, value: unknown): [key: string | number, schema: Schema, value: unknown][] {
  const { items, properties = {}, additionalProperties } = schema
  if (Array.isArray(value)) return items ? value.map((item, index) => [index, items, item]) : []
  if (typeof value !== 'object' || value === null) return []
  const present = Object.entries(value)
  const optional = Object.keys(properties).filter((name) => !(name in value))
  return [...present, ...optional.map((name) => [name, undefined] as const)].flatMap(([name, part]) => {
    const inner = Object.hasOwn(properties, name) ? properties[name] : additionalProperties || undefined
    return inner && !lacksNeeded(name, value) ? [[name, inner, part] as const] : []
  }) as [string, Schema, unknown][]
}

function lacksNeeded(name: string, object: unknown): boolean {
  const needed = NEEDED_BESIDE[name]
  return needed !== undefined && !(needed in (object as object))
}

/** A copy with another value at a place. */
function replaced(body: unknown, [key, ...rest]: Place, value: unknown): unknown {
  if (key === undefined) return value
  const copy = Array.isArray(body) ? [...body] : { ...(body as object) }
  const inner = (copy as Record<string, unknown>)[key]
  return Object.assign(copy, { [key]: replaced(inner, rest, value) })
}

function wholeBodyMutations(operation: Operation, wire: Wire): Mutation[] {
  const { 'Content-Type': _, ...untyped } = wire.headers
  const body = wire.body ?? ''
  const invalid = rejectionOf(operation, ['body'])
  const typed = operation.id !== 'stripeWebhook'
  const mutation = (kind: string, rejection: Rejection, change: Partial<Wire>): Mutation => ({
    ...{ kind, rejection },
    wire: () => ({ ...wire, ...change }),
  })
  const unsupported = { status: 415, code: 'unsupported_media_type' }
  return [
    mutation('no body', invalid, { body: undefined }),
    ...['', '{', `${body}}`, body.slice(0, -1), `[${body}`, "{'a': 1}"].map((text) =>
      mutation('malformed JSON', invalid, { body: text }),
    ),
    ...[wire.headers, untyped].flatMap((headers, index) => {
      if (!typed) return []
      const other = index === 0 ? { ...headers, 'Content-Type': 'text/plain' } : headers
      return [mutation('wrong content type', unsupported, { headers: other })]
    }),
    ...(typed
      ? [mutation('encoded body', unsupported, { headers: { ...wire.headers, 'Content-Encoding': 'gzip' } })]
      : []),
    mutation('too large', TOO_LARGE, { body: body + ' '.repeat(limitOf(operation)) }),
  ]
}
