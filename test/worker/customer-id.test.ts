import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator, validationErrors } from './harness.ts'

describe('customer_id in the path', () => {
  test('is accepted in any case and returned in lower case', async () => {
    const tenant = await newTenant()
    const id = await tenant.row('customers', { id: 'ABCDEFAB-CDEF-4BCD-8BCD-ABCDEFABCDEF' })
    for (const spelling of [id, id.toUpperCase(), id.replace('abcdef', 'AbCdEf')]) {
      const { status, body } = await tenant.get(`/v1/customers/${spelling}`)
      expect([status, body.id]).toEqual([200, 'abcdefab-cdef-4bcd-8bcd-abcdefabcdef'])
    }
  })

  test.each([
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '497f6eca-6276-1993-bfeb-53cbbbba6f08',
    '497f6eca-6276-4993-0feb-53cbbbba6f08',
    '0198c1f2-7b1e-7c55-9d2a-5b1f0e6c7a11',
  ])('can be a UUID of any version: %s', async (id) => {
    const tenant = await newTenant()
    const missing = await tenant.get(`/v1/customers/${id}`)
    expect([missing.status, missing.body.code]).toEqual([404, 'not_found'])
    await tenant.row('customers', { id })
    expect((await tenant.get(`/v1/customers/${id}`)).body.id).toBe(id)
  })

  const id = '497f6eca-6276-4993-bfeb-53cbbbba6f08'
  test.each([
    ...['steve', '1', 'null', '%20', '%00', '%F0%9F%98%80', `${id}0`, `0${id}`, id.slice(1)],
    ...[
      `${id}%00`,
      `${id}%0A`,
      `%20${id}`,
      `${id}%20`,
      `g${id.slice(1)}`,
      `%7B${id}%7D`,
      `urn:uuid:${id}`,
      `${id}%2Fclone`,
    ],
    ...[`${id}'`, id.replace('-', '_'), `４${id.slice(1)}`],
  ])('%s is not a valid UUID', async (text) => {
    const tenant = await newTenant()
    expect(validationErrors(await tenant.get(`/v1/customers/${text}`))).toEqual(['path.customer_id uuid_parsing'])
  })

  test('of a deleted or unknown customer returns 404', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    await operator('delete from customers where tenant_id = $1', [tenant.id])
    expect((await tenant.get(`/v1/customers/${id}`)).status).toBe(404)
    expect((await tenant.get(`/v1/customers/${absentId()}`)).status).toBe(404)
  })
})
