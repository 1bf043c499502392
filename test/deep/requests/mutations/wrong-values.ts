import { type Schema, typesOf } from '../document.ts'

/** A value that a schema does not allow, for one reason. */
export interface WrongValue {
  kind: string
  value: unknown
  /** The key inside the value that is wrong, if not the value itself. */
  key?: string
}

const OF_EVERY_TYPE: unknown[] = ['text', 5, 1.5, true, null, ['a'], { a: 1 }]

const MALFORMED: Record<string, string[]> = {
  uuid: ['nonsense', '497f6eca-6276-4993-bfeb-53cbbbba6f0', '497f6eca62764993bfeb53cbbbba6f08'],
  'date-time': ['yesterday', '2026-02-30T00:00:00Z', '2026-03-14', '2026-03-14T15:09:26', '2026-03-14T25:00:00Z'],
  email: ['plain', 'steve@localhost', 'steve plumber@x.example', '@x.example'],
  hostname: ['-a.example', 'a..example', 'a_b', '192.0.2.1'],
}

/** Every kind of value that a body field does not allow. `current` is its valid value. */
export function wrongValues(schema: Schema, current: unknown): WrongValue[] {
  const types = typesOf(schema)
  if (types.length === 0) return []
  const others = OF_EVERY_TYPE.filter((value) => !types.some((type) => isOfType(type, value)))
  return [
    ...others.map((value) => ({ kind: 'wrong type', value })),
    ...(types.includes('string') ? [...wrongTexts(schema), { kind: 'lone surrogate', value: 'a\ud800b' }] : []),
    ...(types.includes('integer') ? outOfRange(schema) : []),
    ...(types.includes('array') ? wrongLists(schema, current) : []),
    ...(types.includes('object') ? wrongObjects(schema, current) : []),
  ]
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

/** Every kind of text that is not allowed. */
export function wrongTexts({ enum: allowed, format = '', pattern, minLength, maxLength }: Schema): WrongValue[] {
  if (allowed) {
    const others = ['nonsense', String(allowed.at(-2)).toUpperCase(), ''].filter((value) => !allowed.includes(value))
    return others.map((value) => ({ kind: 'wrong enum', value }))
  }
  return [
    ...(MALFORMED[format] ?? []).map((value) => ({ kind: 'bad format', value })),
    ...(pattern === undefined ? [] : mismatches(pattern)),
    ...(maxLength === undefined ? [] : [{ kind: 'too long', value: 'x'.repeat(maxLength + 1) }]),
    ...(minLength ? ['', '  '].map((value) => ({ kind: 'too short', value })) : []),
    ...['a\u0000b', 'a\u0085b'].map((value) => ({ kind: 'control character', value })),
  ]
}

function mismatches(pattern: string): WrongValue[] {
  const matching = new RegExp(pattern)
  const values = ['Upper', 'with space', 'é', '!', 'a'].filter((value) => !matching.test(value))
  return values.map((value) => ({ kind: 'bad pattern', value }))
}

export function outOfRange({ minimum, maximum }: Schema): WrongValue[] {
  const beyond = [...(minimum === undefined ? [] : [minimum - 1]), ...(maximum === undefined ? [] : [maximum + 1])]
  return beyond.map((value) => ({ kind: 'out of range', value }))
}

function wrongLists({ minItems, maxItems }: Schema, current: unknown): WrongValue[] {
  const [first] = Array.isArray(current) ? current : []
  return [
    ...(minItems ? [{ kind: 'too few items', value: [] }] : []),
    ...(maxItems === undefined || first === undefined
      ? []
      : [{ kind: 'too many items', value: Array(maxItems + 1).fill(first) }]),
  ]
}

/** Not what its own fields contain. */
function wrongObjects(schema: Schema, current: unknown): WrongValue[] {
  const { required = [], additionalProperties, propertyNames, maxProperties } = schema
  const fields = (current ?? {}) as Record<string, unknown>
  const without = (name: string) => Object.fromEntries(Object.entries(fields).filter(([other]) => other !== name))
  const longKey = 'k'.repeat((propertyNames?.maxLength ?? 0) + 1)
  return [
    ...required.map((key) => ({ kind: 'missing field', value: without(key), key })),
    ...(additionalProperties === false
      ? ['unknown', 'Name', ' '].map((key) => ({ kind: 'unknown field', value: { ...fields, [key]: 1 }, key }))
      : []),
    ...(propertyNames?.maxLength ? [{ kind: 'key too long', value: { ...fields, [longKey]: 1 }, key: longKey }] : []),
    ...(maxProperties ? [{ kind: 'too many keys', value: manyKeys(maxProperties + 1) }] : []),
  ]
}

const manyKeys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]))
