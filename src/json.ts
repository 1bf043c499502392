import { z } from '@hono/zod-openapi'
import { refusedIn } from './fields.ts'

// Values of any shape, which are kept as they were sent.

/** How deep lists and objects may lie in one another. */
const DEEPEST = 16

interface JsonFault {
  path: (string | number)[]
  type: string
  message: string
}

/**
 * Any JSON value that the database can keep and every reader gets back: text as for text of several lines (but not
 * trimmed), numbers within a double, lists and objects at most 16 deep.
 */
export const json = z.unknown().superRefine((value, context) => {
  const found = faultInJson(value)
  if (found)
    context.addIssue({ code: 'custom', path: found.path, message: found.message, params: { type: found.type } })
})

/** The first thing in a value that could not be kept. Goes no deeper than values may be. */
function faultInJson(value: unknown, path: (string | number)[] = []): JsonFault | undefined {
  if (typeof value === 'string') {
    const refused = refusedIn(value, true)
    return refused && { path, ...refused }
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { path, type: 'finite_number', message: 'Input should be a number that a double holds; send others as text' }
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (path.length >= DEEPEST) {
    return { path, type: 'value_error', message: `Input should hold at most ${DEEPEST} levels of lists and objects` }
  }
  const isList = Array.isArray(value)
  for (const [key, inner] of Object.entries(value)) {
    const refused = isList ? undefined : refusedKey(key)
    const found = refused ? { path, ...refused } : faultInJson(inner, [...path, isList ? Number(key) : key])
    if (found) return found
  }
  return undefined
}

/** Why an object may not have this key; readers take `__proto__` for something else than a key. */
export function refusedKey(key: string): { type: string; message: string } | undefined {
  if (key === '__proto__') return { type: 'value_error', message: 'Keys should not be __proto__' }
  const refused = refusedIn(key, false)
  return refused && { ...refused, message: refused.message.replace('Input', 'Keys') }
}

/** The bytes of a value as compact JSON in UTF-8; 0 for one far too deep to be written, which is refused for that. */
export function bytesOf(value: unknown): number {
  return isDeeper(value, 2 * DEEPEST) ? 0 : new TextEncoder().encode(JSON.stringify(value)).length
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1))
}
