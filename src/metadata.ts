import { z } from '@hono/zod-openapi'

const MOST_KEYS = 50
const LONGEST_KEY = 40
const LONGEST_TEXT = 500

export type MetadataValue = string | number | boolean
/** What a request says of metadata: a value to set, or null for a key to remove. */
export type MetadataChange = Record<string, MetadataValue | null>

/** A tenant's own notes on a row: at most 50 keys of 40 characters, with text of 500, numbers or booleans. */
export const metadata = z
  .unknown()
  .transform((raw, context): MetadataChange => {
    const fail = (path: string[], type: string, message: string) => {
      context.addIssue({ code: 'custom', path, message, params: { type } })
    }
    if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) {
      fail([], 'dict_type', 'Input should be an object of texts, numbers and booleans')
      return z.NEVER
    }
    const entries = Object.entries(raw)
    if (entries.length > MOST_KEYS) fail([], 'too_long', `Metadata should have at most ${MOST_KEYS} keys`)
    for (const [key, value] of entries.slice(0, MOST_KEYS)) {
      if (!isPlain(key) || /[\t\n\r]/.test(key) || key.trim() === '' || [...key].length > LONGEST_KEY) {
        fail([key], 'value_error', `A key should have 1 to ${LONGEST_KEY} characters and no control characters`)
      }
      if (typeof value === 'string') {
        if (!isPlain(value)) fail([key], 'value_error', 'Text should not hold control characters or lone surrogates')
        else if (value.length > LONGEST_TEXT && [...value].length > LONGEST_TEXT) {
          fail([key], 'string_too_long', `String should have at most ${LONGEST_TEXT} characters`)
        }
      } else if (value !== null && typeof value !== 'boolean' && !Number.isFinite(value)) {
        fail([key], 'value_error', 'Input should be text, a finite number, a boolean, or null to remove the key')
      }
    }
    return raw as MetadataChange
  })
  .openapi({
    type: 'object',
    maxProperties: MOST_KEYS,
    additionalProperties: { type: ['string', 'number', 'boolean', 'null'], maxLength: LONGEST_TEXT },
    description: 'At most 50 keys of 40 characters; text of 500 characters, numbers or booleans; null removes a key.',
    example: { plan: 'gold', seats: 5 },
  })

/** Metadata in an answer. */
export const storedMetadata = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .openapi({ example: { plan: 'gold', seats: 5 } })

/** A change, as what to merge in and which keys to take out; absent means no change, null means to take out all. */
export function metadataParts(change: MetadataChange | null | undefined): { set: string; removed: string[] } {
  const entries = Object.entries(change ?? {})
  return {
    set: JSON.stringify(Object.fromEntries(entries.filter(([, value]) => value !== null))),
    removed: entries.filter(([, value]) => value === null).map(([key]) => key),
  }
}

export const TOO_MUCH_METADATA = {
  loc: ['body', 'metadata'],
  msg: `Metadata should have at most ${MOST_KEYS} keys, those that are there already included`,
  type: 'too_long',
}

function isPlain(text: string): boolean {
  return text.isWellFormed() && !/(?![\t\n\r])\p{Cc}/u.test(text)
}
