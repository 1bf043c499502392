import { describe, expect, test } from 'vitest'
import { AUDITED_OPERATIONS } from '../../src/audit-log/audit-entry.ts'
import { SCOPES } from '../../src/auth/policy.ts'
import { ERROR_CODES } from '../../src/errors/codes.ts'
import { SUBSCRIPTION_STATUSES } from '../../src/subscriptions/subscription.ts'
import { send } from './harness.ts'
import { OPERATIONS } from './operations.ts'

// biome-ignore lint/suspicious/noExplicitAny: the tests read arbitrary parts of the document
type Document = any

const document: Document = (await send('GET', '/openapi.json')).body
const { schemas } = document.components
const operations = Object.values<Document>(document.paths).flatMap((path) => Object.values<Document>(path))
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` })

describe('enums', () => {
  test('list every error code, scope, status of a subscription and operation that changes something', () => {
    expect(schemas.Failure.properties.code).toEqual(reference('ErrorCode'))
    expect(schemas.ErrorCode.enum).toEqual(ERROR_CODES)
    expect(schemas.ValidationFailure.properties.code.enum).toEqual(['invalid_request'])
    expect(schemas.ApiKey.properties.scopes.items).toEqual(reference('Scope'))
    expect(schemas.Scope.enum).toEqual(SCOPES)
    expect(schemas.CustomerSummary.properties.latest_subscription_status.anyOf).toEqual([
      reference('SubscriptionStatus'),
      { type: 'null' },
    ])
    expect(schemas.SubscriptionStatus.enum).toEqual(SUBSCRIPTION_STATUSES)
    expect(schemas.AuditEntry.properties.operation).toEqual(reference('AuditedOperation'))
    const codes = ['email_taken', 'external_id_taken', 'conflict', 'archived', null]
    expect(schemas.BatchResult.properties.code.enum).toEqual(codes)
  })

  test('of audited operations are complete', () => {
    const writes = OPERATIONS.filter(({ policy }) => policy.scope?.endsWith(':write'))
    const ids = writes.map(({ route }) => route.operationId)
    expect([...AUDITED_OPERATIONS].sort()).toEqual([...ids, 'stripeWebhook'].sort())
  })
})

test('null is documented where it is accepted or returned', () => {
  expect(schemas.CustomerInput.properties.metadata.type).toEqual(['object', 'null'])
  expect(schemas.BatchResult.properties.customer.anyOf).toEqual([reference('NewCustomer'), { type: 'null' }])
})

test('no field of a body has a default, which generators take for a value that is always there', () => {
  expect(JSON.stringify(schemas)).not.toContain('"default"')
})

test('every schema of an object has a name', () => {
  const unnamed: string[] = []
  const visit = (schema: Document, place: string, isNamed = false) => {
    if (typeof schema !== 'object' || schema === null) return
    if (schema.properties && !isNamed) unnamed.push(place)
    for (const part of schema.allOf ?? []) visit(part, place, true)
    for (const part of schema.anyOf ?? []) visit(part, place)
    visit(schema.items, `${place}[]`)
    visit(schema.additionalProperties, `${place}{}`)
    for (const [name, inner] of Object.entries(schema.properties ?? {})) visit(inner, `${place}.${name}`)
  }
  for (const [name, schema] of Object.entries(schemas)) visit(schema, name, true)
  for (const { operationId, requestBody, responses } of operations) {
    for (const part of [requestBody, ...Object.values<Document>(responses)]) {
      visit(part?.content?.['application/json']?.schema, operationId)
    }
  }
  expect(unnamed).toEqual([])
})

test('every tag is explained, and every operation has one of them', () => {
  const explained = document.tags.map(({ name }: { name: string }) => name)
  expect(explained).toEqual(expect.arrayContaining(['Errors', 'Paging', 'Test mode', 'Stripe']))
  for (const { description } of document.tags) expect(description).toMatch(/^[A-Z].{40}/)
  for (const { tags } of operations) expect(explained).toEqual(expect.arrayContaining(tags))
})
