import type { Operation, Parameter } from '../document.ts'
import { type ApiRequest, encode, type Wire, withQuery } from '../request.ts'
import type { Mutation, Rejection } from './mutation.ts'
import { outOfRange, type WrongValue, wrongTexts } from './wrong-values.ts'

/** Errors of headers that are not validation errors. */
const HEADER_ERRORS: Record<string, Rejection> = {
  'Idempotency-Key': { status: 400, code: 'idempotency_key_invalid' },
  'Stripe-Signature': { status: 400, code: 'signature_invalid' },
}

/** Every way to make a parameter invalid: in the path, in the query or in a header. */
export function parameterMutations(operation: Operation, request: ApiRequest): Mutation[] {
  const places = { path: inPath, query: inQuery, header: inHeader }
  const own = operation.parameters.flatMap((parameter) => places[parameter.in](operation, request, parameter))
  return [...own, ...unknownParameters(operation, request)]
}

/** Validation errors of one parameter. */
const at = ({ in: place, name }: Parameter, key?: string): Rejection => ({
  loc: key === undefined ? [place, name] : [place, name, key],
})

function inPath(operation: Operation, request: ApiRequest, parameter: Parameter): Mutation[] {
  const mark = 'path-parameter'
  const encoded = (text: string) => ({
    ...encode(operation, request),
    target: encode(operation, { ...request, path: { ...request.path, [parameter.name]: mark } }).target.replace(
      mark,
      text,
    ),
  })
  const wrong = wrongTexts(parameter.schema).filter(({ value }) => value !== '')
  return [
    ...wrong.map(({ kind, value }) => ({
      kind: `${kind} in the path`,
      rejection: at(parameter),
      wire: () => encoded(encodeURIComponent(String(value))),
    })),
    ...BROKEN.map((text) => ({ kind: 'broken encoding', rejection: at(parameter), wire: () => encoded(text) })),
  ]
}

const BROKEN = ['%FF', '%E0%A4%A', 'a%', '%C0%80', '%ED%A0%80']

function inQuery(operation: Operation, request: ApiRequest, parameter: Parameter): Mutation[] {
  const { name, schema } = parameter
  const { [name]: value = plain(parameter), ...others } = request.query
  const encodedName = encodeURIComponent(name)
  const added = (kind: string, rejection: Rejection, parameters: string): Mutation => ({
    ...{ kind, rejection },
    wire: () => {
      const bare = encode(operation, { ...request, query: others })
      return { ...bare, target: withQuery(bare.target, parameters) }
    },
  })
  const broken = BROKEN.map((text) => added('broken encoding', at(parameter), `${encodedName}=${text}`))
  if (schema.type === 'object') return [...mapMutations(parameter, added), ...broken]
  if (schema.type === 'array') return [...listMutations(parameter, added), ...broken]
  const again = `${encodedName}=${encodeURIComponent(String(value))}`
  return [
    ...wrongInQuery(parameter).map((wrong) =>
      added(`${wrong.kind} in the query`, at(parameter), `${encodedName}=${encodeURIComponent(String(wrong.value))}`),
    ),
    ...broken,
    added('repeated parameter', at(parameter), `${again}&${again}`),
  ]
}

/** A valid value of a parameter that the request does not send. */
const plain = ({ schema }: Parameter) => String(schema.example)

function wrongInQuery({ schema }: Parameter): WrongValue[] {
  const wrongType = (...values: string[]) => values.map((value) => ({ kind: 'wrong type', value }))
  if (schema.type === 'boolean') return wrongType('yes', '1', 'TRUE', '', 'null')
  if (schema.type !== 'integer') return wrongTexts(schema)
  return [...wrongType('abc', '1.5', '1e1', '0x10', '+5', ' 5', '', 'true'), ...outOfRange(schema)]
}

type Add = (kind: string, rejection: Rejection, parameters: string) => Mutation

function mapMutations(parameter: Parameter, added: Add): Mutation[] {
  const { name, schema } = parameter
  const { additionalProperties, propertyNames, maxProperties = 0 } = schema
  const longKey = 'k'.repeat((propertyNames?.maxLength ?? 0) + 1)
  const entry = (key: string, value: string) => `${name}[${key}]=${encodeURIComponent(value)}`
  const many = Array.from({ length: maxProperties + 1 }, (_, index) => entry(`k${index}`, 'x')).join('&')
  return [
    added('wrong type in the query', at(parameter), `${name}=gold`),
    added('key too long', at(parameter, longKey), entry(longKey, 'x')),
    added('too many keys', at(parameter), many),
    ...wrongTexts(additionalProperties || {}).map(({ kind, value }) =>
      added(`${kind} in the query`, at(parameter, 'plan'), entry('plan', String(value))),
    ),
  ]
}

function listMutations(parameter: Parameter, added: Add): Mutation[] {
  const { items = {}, maxItems = 0 } = parameter.schema
  const entry = (value: unknown) => `${parameter.name}=${encodeURIComponent(String(value))}`
  const many = Array.from({ length: maxItems + 1 }, () => entry(crypto.randomUUID())).join('&')
  const isId = items.format === 'uuid'
  return [
    ...wrongTexts(items).map(({ kind, value }) => added(`${kind} in the query`, at(parameter), entry(value))),
    ...(isId ? [added('too many values', at(parameter), many)] : []),
  ]
}

function unknownParameters(operation: Operation, request: ApiRequest): Mutation[] {
  // Stripe's endpoint takes no parameters and ignores what a tenant adds to its URL.
  if (!operation.isKeyed) return []
  const wire = encode(operation, request)
  const unknown = ['unknown', 'Page', 'api_key', 'metadata[a][b]', ' '].map((name) => ({
    kind: 'unknown parameter',
    rejection: { loc: ['query', name] },
    wire: () => ({ ...wire, target: withQuery(wire.target, `${encodeURIComponent(name)}=1`) }),
  }))
  const broken = { kind: 'broken encoding', rejection: { loc: ['query'] } }
  return [...unknown, { ...broken, wire: () => ({ ...wire, target: withQuery(wire.target, '%FF=1') }) }]
}

function inHeader(operation: Operation, request: ApiRequest, parameter: Parameter): Mutation[] {
  const { name, schema, required } = parameter
  const rejection = HEADER_ERRORS[name] ?? at(parameter)
  const wrong = wrongTexts(schema).filter(({ kind }) => kind !== 'control character')
  const wire = (headers: Record<string, string>): Wire => encode(operation, { ...request, headers })
  const { [name]: _, ...others } = request.headers
  return [
    ...wrong.map(({ kind, value }) => ({
      ...{ kind: `${kind} in a header`, rejection },
      wire: () => wire({ ...others, [name]: String(value) }),
    })),
    ...(required ? [{ kind: 'missing header', rejection, wire: () => wire(others) }] : []),
  ]
}
