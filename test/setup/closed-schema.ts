/** A JSON schema without references, as far as it is read here. */
export interface Schema {
  type?: string | string[]
  items?: Schema
  properties?: Record<string, Schema>
  additionalProperties?: Schema | false
  allOf?: Schema[]
  anyOf?: Schema[]
  [keyword: string]: unknown
}

/** Annotations and OpenAPI's keywords, which validate nothing. */
export const UNCHECKED_KEYWORDS = ['example', 'style', 'explode']

/**
 * Closes every object of a schema: a field that the document does not name is an error. Members of `allOf` and `anyOf`
 * describe the same object as the schema around them, so only that one is closed.
 */
export function closed<Any extends Schema>(schema: Any, isPart = false): Schema {
  const each = (schemas: Record<string, Schema>) =>
    Object.fromEntries(Object.entries(schemas).map(([name, inner]) => [name, closed(inner)]))
  const isObject = [schema.type].flat().includes('object') || schema.allOf || schema.anyOf
  return {
    ...schema,
    ...(schema.properties && { properties: each(schema.properties) }),
    ...(schema.items && { items: closed(schema.items) }),
    ...(schema.additionalProperties && { additionalProperties: closed(schema.additionalProperties) }),
    ...(schema.allOf && { allOf: schema.allOf.map((inner) => closed(inner, true)) }),
    ...(schema.anyOf && { anyOf: schema.anyOf.map((inner) => closed(inner, true)) }),
    ...(isObject && !isPart && { unevaluatedProperties: false }),
  }
}
