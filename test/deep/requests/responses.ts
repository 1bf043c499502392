import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { closed, UNCHECKED_KEYWORDS } from '../../setup/closed-schema.ts'
import type { DocumentedResponse, Operation, Schema } from './document.ts'
import type { Response } from './service.ts'

const ajv = new Ajv2020({ allErrors: true, strictTypes: false })
addFormats.default(ajv)
ajv.addVocabulary(UNCHECKED_KEYWORDS)

const compiled = new Map<Schema, ValidateFunction>()

/** What is wrong with a value, one line for each error. */
export function errorsOf(schema: Schema, value: unknown): string[] {
  const validate = compiled.get(schema) ?? ajv.compile(closed(schema))
  compiled.set(schema, validate)
  if (validate(value)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
  )
}

/** How a response differs from what the document says about the operation; empty if it does not. */
export function differences({ responses }: Operation, response: Response): string[] {
  const { status, headers, text } = response
  if (status >= 500) return [`status ${status}: ${text}`]
  const documented = responses[status]
  if (!documented) return [`the status ${status} is not documented: ${text.slice(0, 500)}`]
  return [...headerDifferences(documented, headers), ...bodyDifferences(documented, response)]
}

function headerDifferences({ headers = {} }: DocumentedResponse, found: Response['headers']): string[] {
  return Object.entries(headers).flatMap(([name, { required, schema }]) => {
    const value = found[name.toLowerCase()]
    if (value === undefined) return required ? [`the header ${name} is missing`] : []
    return errorsOf(schema, value).map((error) => `the header ${name}: ${error}`)
  })
}

function bodyDifferences({ content }: DocumentedResponse, { headers, text }: Response): string[] {
  if (!content) return text === '' ? [] : [`a body is not documented: ${text.slice(0, 500)}`]
  const type = String(headers['content-type']).split(';')[0] ?? ''
  const schema = content[type]?.schema
  if (!schema) return [`the content type ${type} is not documented`]
  return errorsOf(schema, type === 'application/json' ? JSON.parse(text) : text)
}
