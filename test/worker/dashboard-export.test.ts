import { expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'

test('the list is downloaded as CSV or NDJSON with its filters', async () => {
  const tenant = await newTenant()
  await tenant.customer({ company_name: 'Steve', country_code: 'US' })
  await tenant.customer({ company_name: 'Nordwind', country_code: 'DE' })
  const { get, post } = await visitorOf(tenant)
  expect((await get('/dashboard/customers')).body).toContain('Download CSV')
  const query = 'country_code=US&page=1'
  const csv = await post('/dashboard/customers/export', { query, format: 'csv' })
  expect(csv.headers.get('Content-Disposition')).toBe('attachment; filename="customers.csv"')
  expect(csv.body).toContain('Steve')
  expect(csv.body).not.toContain('Nordwind')
  const { body } = await post('/dashboard/customers/export', { query, format: 'ndjson' })
  expect(JSON.parse(body.trim())).toMatchObject({ company_name: 'Steve' })
})
