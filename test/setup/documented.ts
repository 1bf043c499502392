/// <reference path="./validators-module.d.ts" />
import * as compiled from 'virtual:response-validators'

/** A compiled schema. */
type Validator = ((value: unknown) => boolean) & {
  errors?: { instancePath: string; message?: string; params: object }[]
}
const validators = compiled as unknown as Record<string, Validator>

/** A fixed path comes before one with a parameter. */
const operations = compiled.operations
  .map((operation) => ({ ...operation, pattern: new RegExp(`^${operation.path.replaceAll(/\{.+?\}/g, '[^/]+')}$`) }))
  .sort((one, other) => one.path.split('{').length - other.path.split('{').length)

type Received = Pick<Response, 'status' | 'headers'>

/** How a response differs from what the document says about the request; empty if it does not. */
export function differences(method: string, path: string, { status, headers }: Received, text: string): string[] {
  const asked = method === 'HEAD' ? 'GET' : method
  const { pathname } = new URL(path, 'https://api.example')
  // The pages of the dashboard and their errors are not part of the document.
  if (/^\/dashboard(\/|$)/.test(pathname)) return []
  const operation = operations.find((one) => one.method === asked && one.pattern.test(pathname))
  if (!operation || isOutside(text))
    return status < 400 || text === '' ? [] : errorsOf(compiled.failure, JSON.parse(text))

  const expected = operation.responses[status]
  if (!expected) return [`the status ${status} is not documented: ${text.slice(0, 500)}`]
  const headerErrors = Object.entries(expected.headers).flatMap(([name, { required, validator }]) => {
    const value = headers.get(name)
    if (value === null) return required ? [`the header ${name} is missing`] : []
    return errorsOf(validator, value).map((error) => `the header ${name}: ${error}`)
  })
  if (method === 'HEAD') return headerErrors
  return [...headerErrors, ...bodyErrors(expected.content, headers, text)]
}

/** A router error: the path only looks like that of an operation, as `//` does, or has broken percent-encoding. */
function isOutside(text: string): boolean {
  return text.includes('"code":"route_not_found"') || text.includes('"code":"method_not_allowed"')
}

function bodyErrors(content: Record<string, string | null>, headers: Headers, text: string): string[] {
  if (Object.keys(content).length === 0) return text === '' ? [] : [`a body is not documented: ${text.slice(0, 500)}`]
  const type = headers.get('Content-Type')?.split(';')[0] ?? ''
  const validator = content[type]
  if (validator === undefined) return [`the content type ${type} is not documented`]
  return validator === null ? [] : errorsOf(validator, JSON.parse(text))
}

function errorsOf(name: string, value: unknown): string[] {
  const validate = validators[name]
  if (!validate || validate(value)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
  )
}
