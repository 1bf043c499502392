import { describe, expect, test } from 'vitest'
import type { Operation } from '../../src/operation.ts'
import { type Answer, absentId, newTenant, operator, type Tenant, tripsOf } from './harness.ts'
import { OPERATIONS, requestOf } from './operations.ts'

const ABOUT_ONE = OPERATIONS.filter(({ route }) => route.path.includes('{customer_id}'))

/** What two answers may not differ in: all but the id of the request. */
function visible({ status, headers, body }: Answer) {
  const seen = Object.fromEntries([...headers].filter(([name]) => name !== 'x-request-id'))
  return { status, headers: seen, body: { ...body, request_id: '' } }
}

async function call(tenant: Tenant, operation: Operation, id: string) {
  const [method, path, body] = requestOf(operation, id)
  let answer: Answer | undefined
  const trips = await tripsOf(async () => {
    answer = method === 'get' ? await tenant.get(path) : await tenant.post(path, body)
  })
  if (!answer) throw new Error('no answer')
  return { ...visible(answer), trips }
}

describe.each(ABOUT_ONE.map((operation) => [operation.route.operationId, operation] as const))('%s', (_, operation) => {
  test("answers for another tenant's customer exactly what it answers for none", async () => {
    const [mine, other] = [await newTenant(), await newTenant()]
    const foreign = await other.customer({ email: 'secret@other.example' })
    await other.row('rules', { customer_id: foreign.id, name: 'secret', trigger_event: 'x' })
    await mine.get('/v1/customers')

    const answer = await call(mine, operation, foreign.id)
    expect(answer).toEqual(await call(mine, operation, absentId()))
    expect(answer).toMatchObject({ status: 404, trips: 1, body: { code: 'not_found' } })
    expect(await operator('select id from customers where tenant_id = $1', [mine.id])).toEqual([])
  })
})

test('a list holds the own customers alone, whatever it is asked for, and counts no others', async () => {
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

test('two tenants may have a customer with the same email, each unaware of the other', async () => {
  const [mine, other] = [await newTenant(), await newTenant()]
  await other.customer({ email: 'steve@plumbing.example' })
  expect((await mine.post('/v1/customers', { email: 'Steve@plumbing.example' })).status).toBe(201)
})
