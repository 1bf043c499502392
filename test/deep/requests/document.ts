import { dereferenced } from '../../setup/dereferenced.ts'

/** A JSON schema without references, as far as it is read here. */
export interface Schema {
  type?: string | string[]
  enum?: unknown[]
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  items?: Schema
  minItems?: number
  maxItems?: number
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | false
  propertyNames?: Schema
  maxProperties?: number
  allOf?: Schema[]
  anyOf?: Schema[]
  [keyword: string]: unknown
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  schema: Schema
}

export interface DocumentedResponse {
  content?: Record<string, { schema: Schema }>
  headers?: Record<string, { required?: boolean; schema: Schema }>
}

/** An operation of the document, with all references resolved. */
export interface Operation {
  id: string
  method: string
  path: string
  /** Whether it needs an API key. */
  isKeyed: boolean
  parameters: Parameter[]
  /** The schema of the JSON body, if it takes one. */
  body?: Schema
  bodyExample?: unknown
  /** By status. */
  responses: Record<string, DocumentedResponse>
}

/** An OpenAPI document, as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: read only here, into the types above
type Document = any

/** Every operation of an OpenAPI document. */
export function operationsOf(document: Document): Operation[] {
  const resolved = dereferenced(document.paths, document)
  return Object.entries<Document>(resolved).flatMap(([path, methods]) =>
    Object.entries<Document>(methods).map(([method, operation]) => ({
      ...{ id: operation.operationId, method: method.toUpperCase(), path },
      isKeyed: operation.security.length > 0,
      parameters: operation.parameters ?? [],
      body: operation.requestBody?.content['application/json'].schema,
      bodyExample: operation.requestBody?.content['application/json'].example,
      responses: operation.responses,
    })),
  )
}

/** The types that a schema allows; none for a schema that allows any JSON. */
export function typesOf({ type }: Schema): string[] {
  return type === undefined ? [] : Array.isArray(type) ? type : [type]
}
