/** An OpenAPI document, as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: read by its readers into types of their own
type Json = any

/** A part of an OpenAPI document with its references replaced by what they refer to. Nothing refers to itself. */
export function dereferenced(value: Json, document: Json): Json {
  if (Array.isArray(value)) return value.map((inner) => dereferenced(inner, document))
  if (typeof value !== 'object' || value === null) return value
  if (typeof value.$ref === 'string') {
    const { $ref, ...beside } = value
    const steps: string[] = $ref.slice(2).split('/')
    const target = steps.reduce((at, step) => at?.[step], document)
    if (target === undefined) throw new Error(`nothing is at ${$ref}`)
    return { ...dereferenced(target, document), ...dereferenced(beside, document) }
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, dereferenced(inner, document)]))
}
