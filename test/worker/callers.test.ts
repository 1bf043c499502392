import { describe, expect, test } from 'vitest'
import { STRIPE_SECRET } from '../setup/provided.ts'
import { KINDS, type Kind } from './callers/kinds.ts'
import { type Published, publishedOperations } from './callers/published.ts'
import { type ApiResponse, bindings, newTenant, send, type Tenant } from './harness.ts'
import { absentIds, everythingOf, oneOfEach } from './operations.ts'
import { REQUESTS } from './requests/all.ts'
import type { Ids } from './requests/example.ts'

// Every operation of the published document × every kind of caller.

const OPERATIONS = await publishedOperations()
const env = { ...bindings, STRIPE_WEBHOOK_SECRET: STRIPE_SECRET }

/** Exceptions to the rule of a kind, by operation: what the rule says, what happens, and why. */
const EXCEPTIONS: Record<string, { kind?: string; rule: string; outcome: string; reason: string }> = {
  deleteInstance: { rule: '2xx', outcome: '409 conflict', reason: 'The instance of the example is not terminated.' },
  ...Object.fromEntries(
    ['createApiKey', 'rotateApiKey', 'revokeApiKey'].map((id) => [
      id,
      {
        kind: 'a rotated key in its grace period',
        rule: '2xx',
        outcome: '409 conflict',
        reason: 'A rotated key cannot manage keys: it could otherwise outlive its grace period.',
      },
    ]),
  ),
}

function expectedOf(operation: Published, kind: Kind): string {
  const { access, isSigned, id } = operation
  if (!access && !isSigned) return '2xx'
  if (!access) return kind.name === 'a signature of Stripe' ? '2xx' : '400 signature_invalid'
  const rule = kind.expected({ access, hasIds: hasIds(operation) })
  const exception = EXCEPTIONS[id]
  const applies = exception?.rule === rule && (exception.kind ?? kind.name) === kind.name
  return applies ? exception.outcome : rule
}

function requestOf({ id }: Published, ids: Ids) {
  const request = REQUESTS[id]
  if (!request) throw new Error(`test/worker/requests has no example request for ${id}; add one`)
  return request(ids)
}

function hasIds(operation: Published): boolean {
  const ids = absentIds()
  const text = JSON.stringify(requestOf(operation, ids))
  return Object.values(ids).some((id) => text.includes(id))
}

/** Creates what a kind of caller needs. The returned function sends its request, and names the kind and the outcome. */
async function prepare(kind: Kind, operation: Published, tenant: Tenant, ids: Ids) {
  const [method, path, value] = requestOf(operation, ids)
  const body = value === undefined ? undefined : JSON.stringify(value)
  const headers = await kind.headers({ operation, tenant, customer: ids.customer, body: body ?? '' })
  return async () => [kind.name, outcomeOf(await send(method, path, { body, headers, env }))] as const
}

function outcomeOf({ status, body }: ApiResponse): string {
  return status >= 200 && status < 300 ? '2xx' : `${status} ${body.code}`
}

test('every operation of the document has an example request, and every example an operation', () => {
  expect(Object.keys(REQUESTS).sort()).toEqual(OPERATIONS.map(({ id }) => id).sort())
})

describe.each(OPERATIONS.map((operation) => [operation.id, operation] as const))('%s', (_, operation) => {
  const kinds = KINDS.map((kind) => ({ kind, expected: expectedOf(operation, kind) }))
  const expected = (isServed: boolean) => kinds.filter((one) => (one.expected === '2xx') === isServed)
  const table = (rows: typeof kinds) => Object.fromEntries(rows.map(({ kind, expected }) => [kind.name, expected]))

  test('rejects each kind of caller that may not call it as documented, and changes nothing', async () => {
    const tenant = await newTenant()
    const ids = await oneOfEach(tenant)
    const calls = await Promise.all(expected(false).map(({ kind }) => prepare(kind, operation, tenant, ids)))

    const before = await everythingOf(tenant)
    const outcomes = Object.fromEntries(await Promise.all(calls.map((call) => call())))
    expect(outcomes).toEqual(table(expected(false)))
    expect(await everythingOf(tenant)).toEqual(before)
    expect(operation.outcomes).toEqual(expect.arrayContaining([...new Set(Object.values(outcomes))]))
  })

  test('serves each kind of caller that may call it', async () => {
    const tenant = await newTenant()
    const outcomes = expected(true).map(async ({ kind }) => {
      const call = await prepare(kind, operation, tenant, await oneOfEach(tenant))
      return call()
    })
    expect(Object.fromEntries(await Promise.all(outcomes))).toEqual(table(expected(true)))
  })
})
