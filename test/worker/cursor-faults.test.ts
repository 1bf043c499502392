import { describe, expect, test } from 'vitest'
import { faults, newTenant } from './harness.ts'
import { OPERATIONS, oneOfEach, requestOf } from './operations.ts'

const LISTS = OPERATIONS.filter(({ route }) => {
  const { shape } = (route.request?.query ?? {}) as { shape?: object }
  return shape && 'cursor' in shape
})
/** Of the right form, and sealed by nobody. */
const FOREIGN = `WyJ4IiwieSJd.${'A'.repeat(22)}`
const [CURSOR, PER_PAGE] = ['query.cursor value_error', 'query.per_page less_than_equal']

test('every list can be read by cursor, but for the rules in force, which are answered as a whole', () => {
  const lists = OPERATIONS.filter(({ route }) => route.operationId.startsWith('list')).map(
    ({ route }) => route.operationId,
  )
  const whole = ['listCustomerRules']
  expect(LISTS.map(({ route }) => route.operationId)).toEqual(lists.filter((id) => !whole.includes(id)))
})

describe.each(LISTS.map((operation) => [operation.route.operationId, operation] as const))('%s', (_, operation) => {
  test.each([
    ['cursor=bad&per_page=500', [CURSOR, PER_PAGE]],
    [`cursor=${FOREIGN}`, [CURSOR]],
    [`cursor=${FOREIGN}&per_page=500`, [CURSOR, PER_PAGE]],
    [`cursor=${FOREIGN}&per_page=500&page=2`, [CURSOR, CURSOR, PER_PAGE]],
    ['cursor=bad&page=2', [CURSOR, CURSOR]],
    ['cursor=bad&page=0', [CURSOR, 'query.page greater_than_equal']],
    ['cursor=bad&cursor=bad&per_page=500', [CURSOR, CURSOR, PER_PAGE]],
    ['cursor=bad&nothing=1', [CURSOR, 'query.nothing extra_forbidden']],
    // What else is asked is at fault, so that whether it is the cursor of that cannot be told.
    [`cursor=${FOREIGN}&nothing=1`, ['query.nothing extra_forbidden']],
  ])('tells every fault of ?%s', async (query, expected) => {
    const tenant = await newTenant()
    const [, path] = requestOf(operation, await oneOfEach(tenant))
    expect(faults(await tenant.get(`${path}?${query}`))).toEqual(expected)
  })
})

test('a good cursor beside a page is a fault among the others, and no fault beside page 1', async () => {
  const tenant = await newTenant()
  for (const _ of Array(3)) await tenant.customer()
  const cursor = (await tenant.get('/v1/customers?per_page=1')).body.next_cursor
  const ask = (query: string) => tenant.get(`/v1/customers?cursor=${cursor}&${query}`)
  expect(faults(await ask('page=2&per_page=500'))).toEqual([CURSOR, PER_PAGE])
  expect(faults(await ask('per_page=500'))).toEqual([PER_PAGE])
  expect((await ask('page=1')).status).toBe(200)
})

test('a foreign cursor and a fault of the path are both told', async () => {
  const tenant = await newTenant()
  const query = `cursor=bad&per_page=500`
  expect(faults(await tenant.get(`/v1/instances/no-id/history?${query}`))).toEqual([
    'path.instance_id uuid_parsing',
    CURSOR,
    PER_PAGE,
  ])
})
