import { z } from '@hono/zod-openapi'
import { type Check, fail } from './fail.ts'

// Text fields for requests. Each documents in OpenAPI what it validates.

/** White space, format characters, Unicode's default-ignorable characters, and two characters with an empty glyph. */
const INVISIBLE = /^[\p{White_Space}\p{Cf}\p{Default_Ignorable_Code_Point}\u{2800}\u{1D159}]+$/u
/** These change the direction of the text around them, so that one name can look like another. */
const BIDIRECTIONAL = /[\u{202A}-\u{202E}\u{2066}-\u{2069}]/u

/**
 * Trimmed text of at most `maximum` code points; null if it is empty after trimming. Control characters and lone
 * surrogates are rejected; `multiline` allows line breaks and tabs.
 */
export function text(maximum: number, { multiline = false } = {}) {
  return z
    .string()
    .transform((raw, context) => readText(raw, maximum, multiline, context))
    .openapi({ maxLength: maximum })
}

/** Like `text`, but must not be empty after trimming. */
export function requiredText(maximum: number) {
  return required(text(maximum)).openapi({ minLength: 1, maxLength: maximum })
}

function required<Schema extends z.ZodType<string | null, string>>(schema: Schema) {
  return schema.transform(
    (value, context) => value ?? fail(context, 'string_too_short', 'String should have at least 1 character'),
  )
}

/** Like `text`, for a name that people read: visible, with no effect on the text around it. */
export function name(maximum: number) {
  return text(maximum)
    .transform((value, context) => {
      const error = value === null ? undefined : nameError(value)
      return error ? fail(context, 'value_error', error) : value
    })
    .openapi({ maxLength: maximum })
}

/** Like `name`, but must not be empty after trimming. */
export function requiredName(maximum: number) {
  return required(name(maximum)).openapi({ minLength: 1, maxLength: maximum })
}

/** Like `requiredText`, restricted to a pattern. */
export function patterned(maximum: number, pattern: RegExp) {
  return requiredText(maximum)
    .transform((value, context) => {
      if (pattern.test(value)) return value
      return fail(context, 'string_pattern_mismatch', `String should match pattern '${pattern.source}'`)
    })
    .openapi({ minLength: 1, maxLength: maximum, pattern: pattern.source })
}

/** Text that `read` normalizes. If `read` returns undefined, the text is rejected with this message and error type. */
export function canonical(
  maximum: number,
  read: (text: string) => string | undefined,
  reason: string,
  type = 'value_error',
) {
  // A separate pipe step, so `read` never sees text that was already rejected.
  return text(maximum)
    .transform((value, context) => (value === null ? null : (read(value) ?? fail(context, type, reason))))
    .openapi({ maxLength: maximum })
}

/** The reason to reject text: PostgreSQL cannot store it, or readers do not expect it. */
export function textError(
  text: string,
  multiline: boolean,
  subject = 'Input',
): { type: string; message: string } | undefined {
  if (!text.isWellFormed()) return { type: 'string_unicode', message: `${subject} should not contain lone surrogates` }
  if ((multiline ? /(?![\t\n\r])\p{Cc}/u : /\p{Cc}/u).test(text)) {
    return { type: 'value_error', message: `${subject} should not contain control characters` }
  }
  return undefined
}

/** The reason to reject an object's key. JavaScript readers treat `__proto__` specially. */
export function keyError(key: string): { type: string; message: string } | undefined {
  if (key === '__proto__') return { type: 'value_error', message: 'Keys should not be __proto__' }
  return textError(key, false, 'Keys')
}

function nameError(name: string): string | undefined {
  if (INVISIBLE.test(name)) return 'String should have at least 1 visible character'
  if (!BIDIRECTIONAL.test(name)) return undefined
  return 'String should not contain bidirectional embeddings, overrides or isolates'
}

function readText(raw: string, maximum: number, multiline: boolean, context: Check): string | null {
  const trimmed = raw.trim()
  const error = textError(trimmed, multiline)
  if (error) return fail(context, error.type, error.message)
  // A string is never shorter in UTF-16 units than in code points, so most need no counting.
  if (trimmed.length > maximum && [...trimmed].length > maximum) {
    return fail(context, 'string_too_long', `String should have at most ${maximum} characters`)
  }
  return trimmed === '' ? null : trimmed
}
