import { z } from '@hono/zod-openapi'
import { asJson, type SQL, sql } from '../db/sql.ts'
import { keyError, textError } from '../validation/text.ts'

const MAX_KEYS = 50
const MAX_KEY_LENGTH = 40
const MAX_STRING_LENGTH = 500
const VALUE_RULE =
  'Input should be a string, a number that fits in a double, a boolean, or null to remove the key; send other ' +
  'numbers as strings'
/** For the OpenAPI document. */
const DOCUMENTED_KEYS = { maxProperties: MAX_KEYS, propertyNames: { minLength: 1, maxLength: MAX_KEY_LENGTH } }

export type MetadataValue = string | number | boolean
/** A metadata change in a request: a value sets a key, null removes it. */
export type MetadataChange = Record<string, MetadataValue | null>

/**
 * A tenant's own data on a row: at most 50 keys of up to 40 characters, with strings of up to 500 characters, numbers
 * or booleans.
 */
export const metadata = z
  .unknown()
  .transform((raw, context): MetadataChange => {
    const fail = (path: string[], type: string, message: string) => {
      context.addIssue({ code: 'custom', path, message, params: { type } })
    }
    if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) {
      fail([], 'dict_type', 'Input should be an object of strings, numbers and booleans')
      return z.NEVER
    }
    const entries = Object.entries(raw)
    if (entries.length > MAX_KEYS) fail([], 'too_long', `Metadata should have at most ${MAX_KEYS} keys`)
    for (const [key, value] of entries.slice(0, MAX_KEYS)) {
      const invalidKey = metadataKeyError(key)
      if (invalidKey) fail([key], ...invalidKey)
      if (typeof value === 'string') {
        const error = stringError(value)
        if (error) fail([key], ...error)
      } else if (value !== null && typeof value !== 'boolean' && !Number.isFinite(value)) {
        fail([key], 'value_error', VALUE_RULE)
      }
    }
    return raw as MetadataChange
  })
  .openapi({
    type: 'object',
    ...DOCUMENTED_KEYS,
    additionalProperties: { type: ['string', 'number', 'boolean', 'null'], maxLength: MAX_STRING_LENGTH },
    description: 'Strings, numbers and booleans by key. `null` removes a key. The key `__proto__` is not allowed.',
    example: { plan: 'gold', seats: 5 },
  })

/** Metadata in a response. */
export const storedMetadata = z
  .record(z.string(), z.union([z.string().max(MAX_STRING_LENGTH), z.number(), z.boolean()]))
  .openapi('Metadata', { ...DOCUMENTED_KEYS, example: { plan: 'gold', seats: 5 } })

/** Splits a change into values to merge and keys to remove. Omitted means no change; null removes all keys. */
export function splitMetadata(change: MetadataChange | null | undefined): { set: string; removed: string[] } {
  const entries = Object.entries(change ?? {})
  return {
    set: JSON.stringify(Object.fromEntries(entries.filter(([, value]) => value !== null))),
    removed: entries.filter(([, value]) => value === null).map(([key]) => key),
  }
}

/** Whether a change would leave too many keys. */
export function exceedsMaxKeys(stored: object, change: MetadataChange | null | undefined): boolean {
  const keys = new Set(change ? Object.keys(stored) : [])
  for (const [key, value] of Object.entries(change ?? {})) value === null ? keys.delete(key) : keys.add(key)
  return keys.size > MAX_KEYS
}

export const TOO_MANY_METADATA_KEYS = {
  loc: ['body', 'metadata'],
  msg: `Metadata should have at most ${MAX_KEYS} keys, including existing ones`,
  type: 'too_long',
}

/**
 * Metadata filter in a query, `metadata[plan]=gold`, once per key. Returns entries sorted by key, so equal filters
 * serialize equally.
 */
export const metadataFilter = z
  .map(z.string(), z.string())
  .transform((sent, context): [key: string, value: string][] => {
    const fail = (path: string[], type: string, message: string) => {
      context.addIssue({ code: 'custom', path, message, params: { type } })
    }
    if (sent.size > MAX_KEYS) fail([], 'too_long', `Metadata filter should have at most ${MAX_KEYS} keys`)
    for (const [key, value] of [...sent].slice(0, MAX_KEYS)) {
      const error = metadataKeyError(key) ?? stringError(value)
      if (error) fail([key], ...error)
    }
    return [...sent].sort(([one], [other]) => (one < other ? -1 : 1))
  })
  .openapi({
    type: 'object',
    ...DOCUMENTED_KEYS,
    additionalProperties: { type: 'string', maxLength: MAX_STRING_LENGTH },
    // Without it, tools that send requests from the document make up some keys.
    default: {},
    param: { style: 'deepObject', explode: true },
    description:
      'Only customers whose metadata has these values, sent as `metadata[plan]=gold`. Write numbers and booleans ' +
      'as in JSON.',
    example: { plan: 'gold' },
  })

/** SQL condition on the column `metadata`. A query value may stand for a number in any spelling. */
export function hasMetadata([key, value]: [key: string, value: string]): SQL {
  const number = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? Number(value) : Number.NaN
  const asNumber = Number.isFinite(number) ? sql`or metadata -> ${key}::text = ${asJson(number)}` : sql``
  return sql`(metadata ->> ${key}::text = ${value} ${asNumber})`
}

type MetadataError = [type: string, message: string]

function metadataKeyError(key: string): MetadataError | undefined {
  const invalid = keyError(key)
  if (invalid) return [invalid.type, invalid.message]
  if (key.trim() !== '' && [...key].length <= MAX_KEY_LENGTH) return undefined
  return ['value_error', `Keys should have 1 to ${MAX_KEY_LENGTH} characters`]
}

function stringError(text: string): MetadataError | undefined {
  const invalid = textError(text, true)
  if (invalid) return [invalid.type, invalid.message]
  if (text.length <= MAX_STRING_LENGTH || [...text].length <= MAX_STRING_LENGTH) return undefined
  return ['string_too_long', `String should have at most ${MAX_STRING_LENGTH} characters`]
}
