import { describe, expect, test } from 'vitest'
import type { Operation } from '../../src/operation.ts'
import { type ApiResponse, newTenant, type Tenant, tripsOf } from './harness.ts'
import { absentIds, call, everythingOf, oneOfEach, WITH_IDS } from './operations.ts'
import type { Ids } from './requests/example.ts'

/** All of a response that the caller can compare: everything but the request id. */
function visible({ status, headers, body }: ApiResponse) {
  const seen = Object.fromEntries([...headers].filter(([name]) => name !== 'x-request-id'))
  return { status, headers: seen, body: body && { ...body, request_id: '' } }
}

async function seenBy(tenant: Tenant, operation: Operation, ids: Ids) {
  let response: ApiResponse | undefined
  const trips = await tripsOf(async () => {
    response = await call(operation, ids, tenant.keys.live.key)
  })
  if (!response) throw new Error('no response')
  return { ...visible(response), trips }
}

describe.each(WITH_IDS.map((operation) => [operation.route.operationId, operation] as const))('%s', (_, operation) => {
  test('responds to ids of another tenant exactly as to unknown ids, and changes nothing', async () => {
    const [mine, other] = [await newTenant(), await newTenant()]
    const othersIds = await oneOfEach(other)
    await mine.get('/v1/customers')
    const before = [await everythingOf(mine), await everythingOf(other)]

    const response = await seenBy(mine, operation, othersIds)
    expect(response).toEqual(await seenBy(mine, operation, absentIds()))
    expect([404, 422]).toContain(response.status)
    expect(response.trips).toBe(1)
    expect([await everythingOf(mine), await everythingOf(other)]).toEqual(before)
  })
})

test('a list contains and counts only the customers of its own tenant, whatever the query', async () => {
  const [mine, other] = [await newTenant(), await newTenant()]
  const own = await mine.customer({ email: 'own@a.example' })
  await other.customer({ email: 'foreign@a.example' })
  for (const query of [
    '',
    '?search=a.example',
    '?search=foreign',
    '?sort_by=email&sort_dir=asc',
    '?sort_by=instance_count',
  ]) {
    const { body } = await mine.get(`/v1/customers${query}`)
    const expected = query.includes('foreign') ? [] : [own.id]
    expect(body.customers.map((row: { id: string }) => row.id)).toEqual(expected)
    expect(body.total).toBe(expected.length)
  }
})

test('two tenants can have a customer with the same email, each unaware of the other', async () => {
  const [mine, other] = [await newTenant(), await newTenant()]
  await other.customer({ email: 'steve@plumbing.example' })
  expect((await mine.post('/v1/customers', { email: 'Steve@plumbing.example' })).status).toBe(201)
})
