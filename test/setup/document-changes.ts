import { schemaChanges } from './schema-changes.ts'

// A comparison of two versions of the document. Ready-made ones are binaries of other ecosystems or send telemetry, and
// do not know this API's rules: an unknown field or parameter is rejected, and some enums are documented to grow.

/** A difference between two versions of the document: where, and what. */
export interface Change {
  text: string
  /** Whether a client that worked before may fail now. */
  isBreaking: boolean
}

/** An OpenAPI document, as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: read only here and in `schema-changes.ts`
export type Json = any

/** Whether a client sends or receives what a schema describes. */
export type Direction = 'request' | 'response'

/** What differs, in the order of the newer document. */
export function changesBetween(before: Json, after: Json): Change[] {
  const changes: Change[] = []
  const add = (isBreaking: boolean, text: string) => {
    if (!changes.some((change) => change.text === text)) changes.push({ isBreaking, text })
  }
  const schemas = schemaChanges(before, after, add)
  const [old, current] = [operationsOf(before), operationsOf(after)]
  for (const name of old.keys()) if (!current.has(name)) add(true, `\`${name}\` is removed`)
  for (const [name, operation] of current) {
    const previous = old.get(name)
    if (previous) compareOperations(previous, operation)
    else add(false, `\`${name}\` is added`)
  }
  return changes

  function compareOperations(was: Json, is: Json) {
    const id = is.operationId
    if (was.operationId !== id) add(true, `\`${was.operationId}\` is now called \`${id}\``)
    const needed = (operation: Json): string[] => operation.security.flatMap((one: Json) => Object.values(one)[0] ?? [])
    const more = needed(is).filter((need) => !needed(was).includes(need))
    if (more.length > 0) add(true, `\`${id}\` now requires \`${more[0]}\``)
    compareParameters(id, byName(was, before), byName(is, after))
    const bodies = [was, is].map(({ requestBody }) => requestBody?.content['application/json'].schema)
    if (bodies[0] && bodies[1]) schemas(bodies[0], bodies[1], `${id} body`, 'request')
    else if (bodies[0] || bodies[1]) add(true, `\`${id}\` ${bodies[1] ? 'now requires' : 'no longer takes'} a body`)
    compareResponses(id, was.responses, is.responses)
  }

  function compareParameters(id: string, was: Map<string, Json>, is: Map<string, Json>) {
    for (const name of was.keys()) if (!is.has(name)) add(true, `\`${id}\` no longer takes \`${name}\``)
    for (const [name, parameter] of is) {
      const previous = was.get(name)
      if (!previous) add(parameter.required === true, `\`${id}\` now takes \`${name}\``)
      else if (parameter.required && !previous.required) add(true, `\`${id}\` now requires \`${name}\``)
      if (previous) compareValues(`${id} ${name}`, previous, parameter)
    }
  }

  /** A list in the query is a parameter that may be repeated. */
  function compareValues(where: string, was: Json, is: Json) {
    const lists = [was, is].map(({ schema }) => schema.type === 'array')
    if (lists[0] === lists[1]) return schemas(was.schema, is.schema, where, 'request')
    add(!lists[1], `\`${where}\` ${lists[1] ? 'may now' : 'can no longer'} be repeated`)
    schemas(was.schema.items ?? was.schema, is.schema.items ?? is.schema, where, 'request')
  }

  function compareResponses(id: string, was: Json, is: Json) {
    for (const status of Object.keys(was)) {
      if (!is[status]) add(status < '400', `\`${id}\` no longer returns ${status}`)
    }
    for (const status of Object.keys(is)) {
      if (!was[status]) {
        add(status < '400', `\`${id}\` now returns ${status}`)
        continue
      }
      const [previous, response] = [resolved(was[status], before), resolved(is[status], after)]
      compareHeaders(`\`${id}\` ${status}`, previous.headers, response.headers)
      for (const [type, { schema }] of Object.entries<Json>(previous.content ?? {})) {
        const now = response.content?.[type]
        if (now) schemas(schema, now.schema, `${id} ${status}`, 'response')
        else add(true, `\`${id}\` ${status} no longer has a body of \`${type}\``)
      }
    }
  }

  function compareHeaders(where: string, was: Json = {}, is: Json = {}) {
    for (const [name, header] of Object.entries(was)) {
      const isSent = name in is && (resolved(is[name], after).required || !resolved(header, before).required)
      if (!isSent) add(true, `${where} no longer always has \`${name}\``)
    }
  }
}

/** Replaces a reference by what it refers to. */
export function resolved(value: Json, document: Json): Json {
  if (!value?.$ref) return value
  const steps: string[] = value.$ref.slice(2).split('/')
  return steps.reduce((at, step) => at[step], document)
}

function operationsOf({ paths }: Json): Map<string, Json> {
  const operations = Object.entries<Json>(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  )
  return new Map(operations)
}

function byName({ parameters = [] }: Json, document: Json): Map<string, Json> {
  const all: Json[] = parameters.map((parameter: Json) => resolved(parameter, document))
  return new Map(all.map((parameter) => [parameter.name, parameter]))
}
