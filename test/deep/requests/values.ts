import fc from 'fast-check'
import { type Schema, typesOf } from './document.ts'

/** Values for fields that their schema does not describe completely, by name. */
export type KnownValues = Record<string, fc.Arbitrary<unknown>>

/** Valid values of a schema. `known` replaces the schemas of fields by their name. */
export function valuesOf(schema: Schema, known: KnownValues = {}): fc.Arbitrary<unknown> {
  const types = typesOf(schema)
  if (types.length === 0) return anyJson
  const values = types.map((type) => valuesOfType(type, schema, known))
  return values.length === 1 ? (values[0] as fc.Arbitrary<unknown>) : fc.oneof(...values)
}

function valuesOfType(type: string, schema: Schema, known: KnownValues): fc.Arbitrary<unknown> {
  if (type === 'null') return fc.constant(null)
  if (schema.enum) return fc.constantFrom(...schema.enum.filter((value) => value !== null))
  if (type === 'boolean') return fc.boolean()
  if (type === 'number') return numbers
  if (type === 'integer') return integers(schema)
  if (type === 'string') return strings(schema)
  if (type === 'array') return arrays(schema, known)
  return objects(schema, known)
}

/** Mostly ordinary values, and sometimes the limits. */
function often<Value>(ordinary: fc.Arbitrary<Value>, ...limits: Value[]): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 8, arbitrary: ordinary }, { weight: 1, arbitrary: fc.constantFrom(...limits) })
}

function integers({ minimum, maximum }: Schema): fc.Arbitrary<number> {
  if (minimum === undefined || maximum === undefined) throw new Error('an integer without bounds')
  return often(fc.integer({ min: minimum, max: Math.min(maximum, minimum + 1_000) }), minimum, maximum)
}

const numbers = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }))

function strings({ format, pattern, minLength = 0, maxLength = 1_000 }: Schema): fc.Arbitrary<string> {
  const fits = (text: string) => [...text].length <= maxLength
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern)).filter(fits)
  if (format === 'uuid') return fc.uuid()
  if (format === 'email') return fc.emailAddress().filter(fits)
  if (format === 'hostname') return fc.domain().filter(fits)
  if (format === 'date-time') return times
  return texts(minLength, maxLength)
}

/** Control characters, and characters that change the direction of the text around them. */
const UNWANTED = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu

/** Text as the API's conventions allow it in any field: visible, without control characters. */
function texts(minLength: number, maxLength: number): fc.Arbitrary<string> {
  const ordinary = fc
    .string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 20) })
    .map((text) => text.replace(UNWANTED, ''))
    .map((text) => (/[\p{L}\p{N}\p{P}]/u.test(text) || (text === '' && minLength === 0) ? text : `${text}a`))
    .map((text) => [...text].slice(-maxLength).join(''))
  return often(
    ordinary,
    'x'.repeat(maxLength),
    '%_\\\'";,=+{}'.slice(0, maxLength),
    ' a '.slice(-Math.max(2, minLength)),
  )
}

const times = fc
  .tuple(
    fc.date({ min: new Date('0002-01-01'), max: new Date('9998-12-31'), noInvalidDate: true }),
    fc.constantFrom('', '.1', '.123456', '.123456789'),
    fc.constantFrom('Z', 'z', '+00:00', '-23:59', '+05:30'),
  )
  .map(([date, fraction, zone]) => `${date.toISOString().slice(0, 19)}${fraction}${zone}`)

function arrays({ items = {}, minItems = 0, maxItems = 100 }: Schema, known: KnownValues) {
  return fc.array(valuesOf(items, known), { minLength: minItems, maxLength: Math.min(maxItems, 5) })
}

function objects(schema: Schema, known: KnownValues): fc.Arbitrary<object> {
  const { properties = {}, required = [], additionalProperties, propertyNames, maxProperties = 50 } = schema
  const fields = Object.entries(properties).map(([name, inner]) => [name, known[name] ?? valuesOf(inner, known)])
  const declared = fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: required,
  })
  if (!additionalProperties) return declared
  const keys = keysOf(propertyNames?.maxLength ?? 40).filter((name) => name.trim() !== '')
  const others = fc.dictionary(keys, valuesOf(additionalProperties, known), { maxKeys: Math.min(maxProperties, 4) })
  return fc.tuple(others, declared).map(([more, fixed]) => ({ ...more, ...fixed }))
}

/** Names of fields. No object may have a field named `__proto__`, however deep it is. */
const keysOf = (maxLength: number) => texts(1, maxLength).filter((name) => name !== '__proto__')

/** Any JSON that can be stored as sent. */
const anyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'json' },
    fc.constantFrom(null, true, false, 0, ''),
    numbers,
    texts(0, 200),
    fc.array(tie('value'), { maxLength: 3, depthIdentifier: 'json' }),
    fc.dictionary(keysOf(40), tie('value'), { maxKeys: 3, depthIdentifier: 'json' }),
  ),
})).value
