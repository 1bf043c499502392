import { describe, expect, test } from 'vitest'
import { absentId, newTenant, type Tenant, validationErrors } from './harness.ts'

const clone = (tenant: Tenant, id: string, fields: object = {}) =>
  tenant.post(`/v1/customers/${id}/clone`, { source_customer_id: id, company_name: 'Pete', ...fields })

describe('source_customer_id', () => {
  test('is compared with the path without regard to case', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    expect((await clone(tenant, id, { source_customer_id: id.toUpperCase() })).status).toBe(201)
    expect((await clone(tenant, id.toUpperCase(), { source_customer_id: id })).status).toBe(201)
  })

  test.each([
    [5, 'string_type'],
    ['', 'uuid_parsing'],
    ['steve', 'uuid_parsing'],
    [absentId(), 'value_error'],
  ])('%j is rejected: %s', async (source_customer_id, type) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    const response = await clone(tenant, id, { source_customer_id })
    expect(validationErrors(response)).toEqual([`body.source_customer_id ${type}`])
    expect((await tenant.get('/v1/customers')).body.total).toBe(1)
  })

  test('another customer of the tenant is rejected, together with all other validation errors', async () => {
    const tenant = await newTenant()
    const [one, other] = await Promise.all([tenant.customer(), tenant.customer()])
    const response = await clone(tenant, one.id, { source_customer_id: other.id, company_name: '' })
    expect(validationErrors(response)).toEqual([
      'body.company_name string_too_short',
      'body.source_customer_id value_error',
    ])
  })

  test('is not compared with an invalid customer_id in the path', async () => {
    const tenant = await newTenant()
    const response = await clone(tenant, 'steve', { source_customer_id: absentId() })
    expect(validationErrors(response)).toEqual(['path.customer_id uuid_parsing'])
  })
})

test.each(['name', 'metadata', 'stripe_customer_id', 'email_'])('a clone rejects the field %s', async (name) => {
  const tenant = await newTenant()
  const response = await clone(tenant, absentId(), { [name]: null })
  expect(validationErrors(response)).toEqual([`body.${name} extra_forbidden`])
})
