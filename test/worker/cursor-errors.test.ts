import { describe, expect, test } from 'vitest'
import { newTenant, validationErrors } from './harness.ts'
import { OPERATIONS, oneOfEach, requestOf } from './operations.ts'

const LISTS = OPERATIONS.filter(({ route }) => {
  const { shape } = (route.request?.query ?? {}) as { shape?: object }
  return shape && 'cursor' in shape
})
/** A cursor in the right format that was not issued. */
const FORGED = 'A'.repeat(104)
const [CURSOR, PER_PAGE] = ['query.cursor value_error', 'query.per_page less_than_equal']

test('every list supports a cursor, except the effective rules, which are not paged', () => {
  const lists = OPERATIONS.filter(({ route }) => route.operationId.startsWith('list')).map(
    ({ route }) => route.operationId,
  )
  const unpaged = ['listCustomerRules']
  expect(LISTS.map(({ route }) => route.operationId)).toEqual(lists.filter((id) => !unpaged.includes(id)))
})

describe.each(LISTS.map((operation) => [operation.route.operationId, operation] as const))('%s', (_, operation) => {
  test.each([
    ['cursor=bad&per_page=500', [CURSOR, PER_PAGE]],
    [`cursor=${FORGED}`, [CURSOR]],
    [`cursor=${FORGED}&per_page=500`, [CURSOR, PER_PAGE]],
    [`cursor=${FORGED}&per_page=500&page=2`, [CURSOR, PER_PAGE]],
    ['cursor=bad&page=2', [CURSOR]],
    ['cursor=bad&page=0', [CURSOR, 'query.page greater_than_equal']],
    ['cursor=bad&cursor=bad&per_page=500', [CURSOR, PER_PAGE]],
    ['cursor=%FF&page=2', [CURSOR]],
    [`cursor=${FORGED}&page=%FF`, ['query.page value_error']],
    ['cursor=bad&nothing=1', [CURSOR, 'query.nothing extra_forbidden']],
    // The rest of the query is invalid, so the service cannot check whether the cursor belongs to it.
    [`cursor=${FORGED}&nothing=1`, ['query.nothing extra_forbidden']],
  ])('returns every validation error of ?%s', async (query, expected) => {
    const tenant = await newTenant()
    const [, path] = requestOf(operation, await oneOfEach(tenant))
    expect(validationErrors(await tenant.get(`${path}?${query}`))).toEqual(expected)
  })
})

test('a valid cursor with a page is one of the validation errors, but with page 1 it is accepted', async () => {
  const tenant = await newTenant()
  for (const _ of Array(3)) await tenant.customer()
  const cursor = (await tenant.get('/v1/customers?per_page=1')).body.next_cursor
  const list = (query: string) => tenant.get(`/v1/customers?cursor=${cursor}&${query}`)
  expect(validationErrors(await list('page=2&per_page=500'))).toEqual([CURSOR, PER_PAGE])
  expect(validationErrors(await list('per_page=500'))).toEqual([PER_PAGE])
  expect((await list('page=1')).status).toBe(200)
})

test('an invalid cursor and an invalid path are both returned', async () => {
  const tenant = await newTenant()
  const query = `cursor=bad&per_page=500`
  expect(validationErrors(await tenant.get(`/v1/instances/no-id/history?${query}`))).toEqual([
    'path.instance_id uuid_parsing',
    CURSOR,
    PER_PAGE,
  ])
})
