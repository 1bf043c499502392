import { expect, test } from 'vitest'
import { newTenant, operator, validationErrors } from './harness.ts'

/** The largest valid metadata: 50 keys of 40 characters with text of 500, nearly all of four bytes each. */
const LARGEST = `(select jsonb_object_agg(repeat('😀', 38) || n, repeat('😀', 500)) from generate_series(10, 59) n)`

test('rejects per_page if the page exceeds what the database can return, and returns a smaller page', async () => {
  const tenant = await newTenant()
  await operator(
    `insert into customers (tenant_id, metadata) select $1::uuid, ${LARGEST} from generate_series(1, 110)`,
    [tenant.id],
  )
  expect(validationErrors(await tenant.get('/v1/customers?per_page=100'))).toEqual(['query.per_page value_error'])
  const { status, body } = await tenant.get('/v1/customers?per_page=50')
  expect([status, body.customers.length, body.total]).toEqual([200, 50, 110])
})

test('does the same for the audit log, and always returns a page of the default size', async () => {
  const tenant = await newTenant()
  await operator(
    `insert into audit_log (tenant_id, operation, action, resource_type, resource_id, before, after)
     select $1::uuid, 'updateCustomer', 'update', 'customer', uuidv7(), large, large
       from generate_series(1, 110), lateral (select jsonb_build_object('metadata', ${LARGEST}) as large) one`,
    [tenant.id],
  )
  expect(validationErrors(await tenant.get('/v1/audit-log?per_page=100'))).toEqual(['query.per_page value_error'])
  expect((await tenant.get('/v1/audit-log')).body.audit_log).toHaveLength(20)
})
