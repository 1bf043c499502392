import { describe, expect, test } from 'vitest'
import { newTenant, validationErrors } from './harness.ts'

test('a header that is too long is a validation error, alongside those of the other parts', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  const path = `/v1/customers/${id}`
  const long = 'x'.repeat(1025)
  const change = await tenant.patch(path, { company_name: 5 }, { headers: { 'If-Match': long } })
  expect(validationErrors(change)).toEqual(['body.company_name string_type', 'header.If-Match string_too_long'])
  const read = await tenant.get(path, { headers: { 'If-None-Match': long } })
  expect(validationErrors(read)).toEqual(['header.If-None-Match string_too_long'])
  expect((await tenant.patch(path, {}, { headers: { 'If-Match': long.slice(1) } })).status).toBe(412)
})

describe('of more than 50 validation errors', () => {
  const unknown = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`field-${n}`, n]))

  test('the first 50 are returned, across path, query and body', async () => {
    const tenant = await newTenant()
    const query = new URLSearchParams(Object.entries(unknown(20)).map(([name, n]) => [name, String(n)]))
    const all = validationErrors(await tenant.post(`/v1/customers/steve/clone?${query}`, unknown(400)))
    expect(all).toHaveLength(50)
    expect(all.filter((error) => error.startsWith('query.'))).toHaveLength(20)
    expect(all).toContain('path.customer_id uuid_parsing')
    expect(validationErrors(await tenant.post('/v1/customers', unknown(49)))).toHaveLength(49)
    expect(validationErrors(await tenant.post('/v1/customers', unknown(51)))).toHaveLength(50)
  })

  test('50 are returned for all rows of a batch, but at least one for each invalid row', async () => {
    const tenant = await newTenant()
    const { body } = await tenant.post('/v1/customers/batch', { customers: [unknown(200), {}, unknown(51)] })
    expect(body.results.map(({ detail }: { detail: unknown[] | null }) => detail?.length)).toEqual([50, undefined, 1])
  })
})
