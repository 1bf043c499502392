import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import addFormats from 'ajv-formats'
import { closed, type Schema, UNCHECKED_KEYWORDS } from './closed-schema.ts'
import { dereferenced } from './dereferenced.ts'
import type { ExpectedOperation, ExpectedResponse } from './expected-response.ts'

const MODULE = 'virtual:response-validators'

/**
 * A plugin with one module, which exports a table of the document's operations and its compiled schemas. They are
 * compiled here, because `workerd` does not run code that is generated at run time.
 */
export function responseValidators() {
  let source: Promise<string> | undefined
  return {
    name: 'response-validators',
    resolveId: (id: string) => (id === MODULE ? `\0${MODULE}` : undefined),
    load(id: string) {
      if (id !== `\0${MODULE}`) return undefined
      source ??= moduleSource()
      return source
    },
  }
}

async function moduleSource(): Promise<string> {
  const { operations } = await import(new URL('../../src/app.ts', import.meta.url).href)
  const { apiDocument } = await import(new URL('../../src/service/document.ts', import.meta.url).href)
  const document = JSON.parse(JSON.stringify(await apiDocument(operations)))

  const ajv = new Ajv2020({ strictTypes: false, code: { source: true, esm: true } })
  addFormats.default(ajv)
  ajv.addVocabulary(UNCHECKED_KEYWORDS)
  const validators = new Map<string, string>()
  const validatorOf = (schema: Schema) => {
    const text = JSON.stringify(closed(schema))
    const name = validators.get(text) ?? `documented${validators.size}`
    if (!validators.has(text)) ajv.addSchema(JSON.parse(text), name)
    validators.set(text, name)
    return name
  }
  const table = expectedOperations(dereferenced(document.paths, document), validatorOf)
  const failure = validatorOf(dereferenced(document.components.schemas.Failure, document))

  const names = Object.fromEntries([...validators.values()].map((name) => [name, name]))
  return [
    withImports(standalone(ajv, names)),
    `export const operations = ${JSON.stringify(table)}`,
    `export const failure = '${failure}'`,
  ].join('\n')
}

// biome-ignore lint/suspicious/noExplicitAny: a document without references
type Json = any

function expectedOperations(paths: Json, validatorOf: (schema: Schema) => string): ExpectedOperation[] {
  const responseOf = ({ content = {}, headers = {} }: Json): ExpectedResponse => ({
    content: mapped(content, ({ schema }, type) => (type === 'application/json' ? validatorOf(schema) : null)),
    headers: mapped(headers, ({ required = false, schema }) => ({ required, validator: validatorOf(schema) })),
  })
  return Object.entries<Json>(paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, { responses }]) => ({
      ...{ method: method.toUpperCase(), path },
      responses: mapped(responses, responseOf),
    })),
  )
}

function mapped<Value>(object: Json, convert: (value: Json, name: string) => Value): Record<string, Value> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, convert(value, name)]))
}

/** Ajv writes `require` for its own functions and formats even into an ES module. */
function withImports(source: string): string {
  const modules = [...new Set([...source.matchAll(/require\("(.+?)"\)/g)].map(([, name]) => name ?? ''))]
  const imports = modules.map((name, index) => `import * as imported${index} from '${name}.js'`)
  // The default export is what the module exports or its own `default`, depending on how it is loaded.
  const merge = 'const merged = (all) => ({ ...all, ...(typeof all.default === "object" && all.default) })'
  const body = source.replaceAll(/require\("(.+?)"\)/g, (_, name) => `merged(imported${modules.indexOf(name)})`)
  return [...imports, merge, body].join('\n')
}
