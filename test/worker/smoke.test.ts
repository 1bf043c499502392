import { expect, test } from 'vitest'
import { newTenant, send, tripsOf } from './harness.ts'

test('ready', async () => {
  const r = await send('GET', '/ready')
  expect(r.body).toEqual({ status: 'ready' })
})
test('list', async () => {
  const t = await newTenant()
  expect(await tripsOf(() => t.get('/v1/customers'))).toBe(2)
  expect(await tripsOf(() => t.get('/v1/customers'))).toBe(1)
  expect((await t.get('/v1/customers')).body).toEqual({
    customers: [],
    page: 1,
    per_page: 20,
    total: 0,
    total_pages: 0,
  })
})
