import { describe, expect, test } from 'vitest'
import { dereferenced } from '../setup/dereferenced.ts'
import { bindings, send } from './harness.ts'
import { OPERATIONS } from './operations.ts'

// biome-ignore lint/suspicious/noExplicitAny: the tests read arbitrary parts of the document
type Document = any

const document: Document = (await send('GET', '/openapi.json')).body
const operations = Object.entries<Document>(dereferenced(document.paths, document)).flatMap(([path, methods]) =>
  Object.entries<Document>(methods).map(([method, operation]) => ({
    path,
    method,
    name: `${method} ${path}`,
    ...operation,
  })),
)

test('the document is public, is OpenAPI 3.1, and lists every operation once', () => {
  expect(document.openapi).toBe('3.1.0')
  const ids = operations.map((operation) => operation.operationId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual(expect.arrayContaining(OPERATIONS.map(({ route }) => route.operationId)))
  expect(ids).toEqual(expect.arrayContaining(['getHealth', 'getReady', 'getOpenApi']))
})

/** Operations without an API key: those of the service itself, and the webhook, which Stripe signs. */
const isKeyless = ({ path }: Document) => !path.startsWith('/v1') || path === '/v1/webhooks/stripe'

describe.each(operations.map((operation) => [operation.name, operation] as const))('%s', (_, operation) => {
  test('has an id, a summary and a description', () => {
    for (const field of ['operationId', 'summary', 'description']) expect(operation[field]).toMatch(/\S/)
  })

  test('describes each parameter with any bounds, and only required ones with an example', () => {
    for (const parameter of operation.parameters ?? []) {
      expect(parameter.description).toMatch(/\S/)
      // Tools that send requests from the document would fill in the example of an optional parameter.
      expect('example' in parameter, parameter.name).toBe(parameter.required === true)
      const isList = parameter.schema.type === 'array'
      if (isList) expect(parameter.schema.maxItems, parameter.name).toBe(50)
      const schema = isList ? parameter.schema.items : parameter.schema
      expect(parameter.schema.example ?? schema.example, parameter.name).toBeUndefined()
      // They would make up keys of an object, too.
      if (schema.type === 'object') expect(schema.default, parameter.name).toEqual({})
      if (schema.type === 'integer') {
        expect(schema).toMatchObject({ minimum: expect.any(Number), maximum: expect.any(Number) })
      } else if (schema.type === 'string') {
        expect(schema.maxLength ?? schema.enum ?? schema.format, parameter.name).toBeDefined()
      } else expect(['boolean', 'object']).toContain(schema.type)
    }
  })

  test('declares the request id of each response', () => {
    for (const response of Object.values<Document>(operation.responses)) {
      expect(response.headers['X-Request-Id'].schema.type).toBe('string')
    }
  })

  test('declares the rate limit of each response, and when to repeat a request that exceeds it', () => {
    for (const response of Object.values<Document>(operation.responses)) {
      expect(response.headers['RateLimit-Policy'].schema.type).toBe('string')
    }
    if (!isKeyless(operation)) expect(operation.responses['429'].headers['Retry-After'].schema.type).toBe('string')
  })

  test('requires its body, and rejects unknown fields', () => {
    if (!operation.requestBody || isKeyless(operation)) return
    expect(operation.requestBody.required).toBe(true)
    const { schema, example } = operation.requestBody.content['application/json']
    expect(example).toBeDefined()
    expect(schema.additionalProperties).toBe(false)
  })

  test('declares the errors that it can return, in the published shapes', () => {
    if (isKeyless(operation)) return
    const expected = ['401', '403', '422', '429', '500', '503', ...(operation.requestBody ? ['413', '415'] : [])]
    if (operation.path.includes('_id}') && operation.method !== 'put') expected.push('404')
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(expected))
    for (const [status, response] of Object.entries<Document>(operation.responses)) {
      if (Number(status) < 400) {
        if (status === '204' || status === '304') expect(response.content).toBeUndefined()
        continue
      }
      const { schema } = response.content['application/json']
      const properties = propertiesOf(schema.anyOf?.[0] ?? schema)
      if (status === '422') expect(properties.detail.type).toBe('array')
      else expect(Object.keys(properties)).toEqual(expect.arrayContaining(['code', 'detail', 'request_id']))
      const more = Object.keys(properties).filter((name) => name.includes('id') && name !== 'request_id')
      const isTaken = /_taken/.test(response.description)
      if (isTaken) expect(more).toEqual(['existing_customer_id'])
      else if (!operation.operationId.startsWith('archiveCustomer')) expect(more).toEqual([])
      else if (status === '409') expect(more).toEqual(['active_subscription_ids', 'running_instance_ids'])
    }
  })
})

test('the security of each operation states its policy: either header, the role and the scope', () => {
  for (const { route, policy } of OPERATIONS) {
    const declared = operations.find((operation) => operation.operationId === route.operationId)
    const needed = [...(policy.roles.includes('customer') ? [] : ['admin']), ...(policy.scope ? [policy.scope] : [])]
    expect(declared?.security).toEqual([{ ApiKey: needed }, { Bearer: needed }])
    expect(declared?.description).toContain(policy.scope ?? 'Any active key')
  }
  for (const operation of operations.filter(isKeyless)) expect(operation.security).toEqual([])
  expect(document.security).toEqual([{ ApiKey: [] }, { Bearer: [] }])
  expect(document.components.securitySchemes).toMatchObject({
    ApiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
    Bearer: { type: 'http', scheme: 'bearer' },
  })
})

test('list parameters have the bounds and defaults of the contract', () => {
  const { parameters: listed } = operations.find(({ operationId }) => operationId === 'listCustomers') as Document
  const parameters = Object.fromEntries(listed.map((parameter: Document) => [parameter.name, parameter.schema]))
  expect(parameters.page).toMatchObject({ type: 'integer', minimum: 1, maximum: 2_147_483_647, default: 1 })
  expect(parameters.per_page).toMatchObject({ type: 'integer', minimum: 1, maximum: 100, default: 20 })
  expect(parameters.search).toMatchObject({ type: 'string', maxLength: 254, default: '' })
  expect(parameters.sort_by).toMatchObject({ default: 'created_at' })
  expect(parameters.sort_by.enum).toHaveLength(9)
  expect(parameters.sort_dir).toMatchObject({ enum: ['asc', 'desc'], default: 'desc' })
})

test('the required response headers are those that are always sent', () => {
  const { responses } = operations.find(({ operationId }) => operationId === 'createApiKey') as Document
  const required = (status: string) =>
    Object.entries<Document>(responses[status].headers).flatMap(([name, { required }]) => (required ? [name] : []))
  expect(required('201')).toEqual(['X-Request-Id', 'RateLimit-Policy', 'Location'])
  expect(required('401')).toEqual(['X-Request-Id', 'RateLimit-Policy', 'WWW-Authenticate'])
  expect(required('429')).toEqual(['X-Request-Id', 'RateLimit-Policy', 'Retry-After'])
  // Not with every code.
  expect(required('503')).toEqual(['X-Request-Id', 'RateLimit-Policy'])
})

test('every reference in the document resolves, and every component is used', () => {
  expect(() => dereferenced(document, document)).not.toThrow()
  const text = JSON.stringify(document)
  for (const [kind, components] of Object.entries<object>(document.components)) {
    if (kind === 'securitySchemes') continue
    const unused = Object.keys(components).filter((name) => !text.includes(`"#/components/${kind}/${name}"`))
    expect(unused, kind).toEqual([])
  }
})

test('the contact has the URL of the operator if there is one', async () => {
  const contactOf = async (env: object) => {
    const { body } = await send('GET', '/openapi.json', { env: { ...bindings, ...env } })
    return body.info.contact
  }
  const CONTACT_URL = 'https://company.example/support'
  expect(await contactOf({ CONTACT_URL })).toEqual({ ...document.info.contact, url: CONTACT_URL })
  expect(await contactOf({})).not.toHaveProperty('url')
})

test('the document has at most 120 KB', () => {
  expect(new TextEncoder().encode(JSON.stringify(document)).length).toBeLessThanOrEqual(120_000)
})

/** The fields of a schema, including those of the schemas that it extends. */
function propertiesOf(schema: Document): Document {
  const { allOf = [], properties } = schema
  return Object.assign({}, ...allOf.map(propertiesOf), properties)
}
