/** An operation of the document, as far as it is read here. */
export interface DocumentedOperation {
  operationId: string
  parameters?: object[]
  requestBody?: { content: Record<string, { schema: { $ref?: string } }> }
  responses: Record<string, DocumentedResponse>
}

type DocumentedResponse =
  | { headers?: Record<string, object>; content?: Record<string, { schema: { $ref?: string } }> }
  | { $ref: string }

type Described = { description?: string; example?: unknown; items?: Described }

/** A schema of the document. */
type Schemas = Record<string, { properties?: Record<string, Record<string, unknown>> }>

/** Removes the examples of the fields of a body, because each body has an example as a whole. */
export function dropFieldExamples(operations: readonly DocumentedOperation[], schemas: Schemas): void {
  for (const { requestBody } of operations) {
    const reference = requestBody?.content['application/json']?.schema.$ref
    const { properties = {} } = schemas[reference?.split('/').at(-1) ?? ''] ?? {}
    for (const property of Object.values(properties)) delete property.example
  }
}

/** Removes descriptions that a field of the same name already has in another schema, preferably in an input. */
export function dropRepeatedFields(schemas: Schemas): void {
  const isInput = ([name]: [string, unknown]) => Number(name.endsWith('Input'))
  const seen = new Set<string>()
  for (const [, { properties = {} }] of Object.entries(schemas).sort((one, other) => isInput(other) - isInput(one))) {
    for (const [field, property] of Object.entries(properties)) {
      const described = `${field}: ${property.description}`
      if (seen.has(described)) delete property.description
      seen.add(described)
    }
  }
}

/**
 * Replaces parameters, headers and responses that occur several times in the same form by references, and returns them
 * as the components that the references name. If some with the same name differ, the form that occurs first is shared.
 */
export function shareRepeated(operations: readonly DocumentedOperation[]) {
  const parameters = new Repeated('parameters')
  const headers = new Repeated('headers')
  const inlineHeaders = operations.flatMap(({ responses }) => Object.values(responses)).filter(hasHeaders)
  for (const { headers: all } of inlineHeaders) for (const one of Object.values(all)) dropRepeatedDescription(one)
  for (const operation of operations) operation.parameters &&= operation.parameters.map(concise)
  for (const { parameters: all = [] } of operations) for (const one of all) parameters.count(nameOf(one), one)
  for (const { headers: all } of inlineHeaders) for (const [name, one] of Object.entries(all)) headers.count(name, one)

  for (const operation of operations) {
    operation.parameters &&= operation.parameters.map((one) => parameters.referenceTo(nameOf(one), one))
  }
  for (const response of inlineHeaders) {
    const shared = Object.entries(response.headers).map(([name, one]) => [name, headers.referenceTo(name, one)])
    response.headers = Object.fromEntries(shared)
  }
  const responses = new Repeated('responses')
  const all = operations.flatMap((operation) => Object.entries(operation.responses))
  for (const [status, response] of all) responses.count(responseName(status, response), response)
  for (const operation of operations) {
    const shared = Object.entries(operation.responses).map(([status, response]) => [
      status,
      responses.referenceTo(responseName(status, response), response),
    ])
    operation.responses = Object.fromEntries(shared)
  }
  return { parameters: parameters.components(), headers: headers.components(), responses: responses.components() }
}

/** A response is named after its body, one without a body after what it means. Responses to changes are `changed`. */
function responseName(status: string, response: DocumentedResponse): string {
  if ('$ref' in response) return ''
  const body = response.content?.['application/json']?.schema.$ref?.split('/').at(-1)
  const { 'Idempotent-Replayed': replayed, Location, ETag } = response.headers ?? {}
  if (body) return replayed && status === '200' ? `changed_${body}` : body
  return [status === '304' ? 'unchanged' : Location ? 'unread' : 'changed', ...(ETag ? ['with_etag'] : [])].join('_')
}

type WithHeaders = { headers: Record<string, object> }

function hasHeaders(response: object): response is WithHeaders {
  return 'headers' in response && typeof response.headers === 'object'
}

/** The schema of a header repeats its description. */
function dropRepeatedDescription(header: { description?: string; schema?: Described }): void {
  if (header.schema && header.description) delete header.schema.description
}

/**
 * A parameter without what its schema repeats. An optional one has no example: tools that send requests from the
 * document would fill in all of them, and filters combine.
 */
function concise(parameter: object): object {
  const { required, schema, ...rest } = parameter as { required?: boolean; schema: Described }
  const { description: _, example, items, ...bounds } = schema
  const { example: __, ...each } = items ?? {}
  return { ...rest, ...(required && { required, example }), schema: { ...bounds, ...(items && { items: each }) } }
}

/** `customer_id` in the path is `customer_id_in_path`, because filters are named like it. */
function nameOf(parameter: object): string {
  const { name, in: place } = parameter as { name: string; in: string }
  return place === 'path' ? `${name}_in_path` : name
}

/** Components of one kind, and how often each form of them occurs. */
class Repeated {
  readonly #kind: string
  readonly #occurrences = new Map<string, Map<string, number>>()

  constructor(kind: string) {
    this.#kind = kind
  }

  count(name: string, component: object): void {
    if ('$ref' in component) return
    const forms = this.#occurrences.get(name) ?? new Map<string, number>()
    this.#occurrences.set(name, forms)
    const text = JSON.stringify(component)
    forms.set(text, (forms.get(text) ?? 0) + 1)
  }

  referenceTo(name: string, component: object): object {
    const isShared = this.#shared(name) === JSON.stringify(component)
    return isShared ? { $ref: `#/components/${this.#kind}/${pascalCase(name)}` } : component
  }

  components(): Record<string, object> {
    const shared = [...this.#occurrences.keys()].flatMap((name) => {
      const text = this.#shared(name)
      return text === undefined ? [] : [[pascalCase(name), JSON.parse(text)]]
    })
    return Object.fromEntries(shared)
  }

  #shared(name: string): string | undefined {
    const forms = [...(this.#occurrences.get(name) ?? [])]
    return forms.find(([, times]) => times > 1)?.[0]
  }
}

function pascalCase(name: string): string {
  const words = name.split(/[_-]/).map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`)
  return words.join('')
}
