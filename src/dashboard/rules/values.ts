/** Any JSON value, and the values that one line of text can show. */
export type Json = Scalar | readonly Json[] | { readonly [key: string]: Json }
export type Scalar = string | number | boolean | null

export const isScalar = (value: Json | undefined): value is Scalar =>
  value !== undefined && (typeof value !== 'object' || value === null)

/** A list that one text shows: it has items, and none of them has a structure. */
export const isFlatList = (value: Json | undefined): value is readonly Scalar[] =>
  Array.isArray(value) && value.length > 0 && value.every(isScalar)

/** The text that stands for a value in a form. In quotes, it is text, even if it looks like a number. */
export function textOf(value: Scalar | readonly Scalar[]): string {
  if (Array.isArray(value)) return value.map(itemOf).join(', ')
  return typeof value === 'string' && !isPlain(value) ? `"${value}"` : String(value)
}

/** The value that a text stands for, so that `valueIn(textOf(value))` is the value. */
export function valueIn(text: string): Scalar {
  const bare = text.trim()
  if (bare.length >= 2 && bare.startsWith('"') && bare.endsWith('"')) return bare.slice(1, -1)
  if (bare === 'true' || bare === 'false') return bare === 'true'
  if (bare === 'null') return null
  const number = Number(bare)
  return bare !== '' && Number.isFinite(number) && String(number) === bare ? number : bare
}

/** The values that a text with commas or lines stands for. */
export function valuesIn(text: string): Scalar[] {
  const items = [...text.matchAll(/[ \t]*"((?:[^"]|"")*)"[ \t]*|[^,\n]+/g)]
  return items.flatMap(([whole, quoted]) => {
    if (quoted !== undefined) return [quoted.replaceAll('""', '"')]
    return whole.trim() === '' ? [] : [valueIn(whole)]
  })
}

function itemOf(value: Scalar): string {
  if (typeof value !== 'string' || (isPlain(value) && !/[",\n]/.test(value))) return String(value)
  return `"${value.replaceAll('"', '""')}"`
}

const isPlain = (text: string) => text !== '' && !text.startsWith('"') && valueIn(text) === text

/** A value of any depth in words, such as “name: Steve, phones: (1, 2)”. */
export function inWords(value: Json): string {
  if (isScalar(value)) return value === '' ? 'empty text' : String(value)
  const parts = Array.isArray(value)
    ? value.map(nested)
    : Object.entries(value).map(([key, inner]) => `${key}: ${nested(inner)}`)
  return parts.length > 0 ? parts.join(', ') : Array.isArray(value) ? 'empty list' : 'empty group'
}

const nested = (value: Json): string => (isScalar(value) ? inWords(value) : `(${inWords(value)})`)

/** Deeper than the API allows. */
const MAX_DEPTH = 20

/** The object in a hidden field. Empty if it is not one, or deeper than the API allows. */
export function objectIn(json: string): { [key: string]: Json } {
  try {
    const value: Json = JSON.parse(json || '{}')
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && !isDeeper(value, MAX_DEPTH) ? (value as { [key: string]: Json }) : {}
  } catch {
    return {}
  }
}

function isDeeper(value: Json, levels: number): boolean {
  if (isScalar(value)) return false
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1))
}
