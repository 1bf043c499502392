import { z } from '@hono/zod-openapi'
import { keyError, textError } from '../validation/text.ts'

// JSON values of any shape, stored as sent.

/** Maximum nesting depth of lists and objects. */
const MAX_DEPTH = 16

interface JsonError {
  path: (string | number)[]
  type: string
  message: string
}

/**
 * Any JSON value that the database can store and return unchanged: strings as in multiline text (but not trimmed),
 * numbers that fit in a double, lists and objects at most 16 levels deep.
 */
export const jsonValue = z.unknown().superRefine((value, context) => {
  const error = jsonError(value)
  if (error)
    context.addIssue({ code: 'custom', path: error.path, message: error.message, params: { type: error.type } })
})

/** The first part of a value that cannot be stored. Does not descend below the maximum depth. */
function jsonError(value: unknown, path: (string | number)[] = []): JsonError | undefined {
  if (typeof value === 'string') {
    const error = textError(value, true)
    return error && { path, ...error }
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return {
      path,
      type: 'finite_number',
      message: 'Input should be a number that fits in a double; send other numbers as strings',
    }
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (path.length >= MAX_DEPTH) {
    return {
      path,
      type: 'value_error',
      message: `Input should have at most ${MAX_DEPTH} levels of nested lists and objects`,
    }
  }
  const isList = Array.isArray(value)
  for (const [key, inner] of Object.entries(value)) {
    const invalidKey = isList ? undefined : keyError(key)
    if (invalidKey) return { path, ...invalidKey }
    const invalidValue = jsonError(inner, [...path, isList ? Number(key) : key])
    if (invalidValue) return invalidValue
  }
  return undefined
}

/**
 * Size of a value as compact UTF-8 JSON, in bytes; 0 if it is too deep to serialize, which is rejected for that reason.
 */
export function bytesOf(value: unknown): number {
  return isDeeper(value, 2 * MAX_DEPTH) ? 0 : new TextEncoder().encode(JSON.stringify(value)).length
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1))
}
