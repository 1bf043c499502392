import { expect, test } from 'vitest'
import { faults, newTenant, operator } from './harness.ts'

/** The most that metadata can be: 50 keys of 40 characters, text of 500, nearly all of four bytes. */
const LARGEST = `(select jsonb_object_agg(repeat('😀', 38) || n, repeat('😀', 500)) from generate_series(10, 59) n)`

test('a page that is more than the database answers is refused by its size, and a smaller one is answered', async () => {
  const tenant = await newTenant()
  await operator(
    `insert into customers (tenant_id, metadata) select $1::uuid, ${LARGEST} from generate_series(1, 110)`,
    [tenant.id],
  )
  expect(faults(await tenant.get('/v1/customers?per_page=100'))).toEqual(['query.per_page value_error'])
  const { status, body } = await tenant.get('/v1/customers?per_page=50')
  expect([status, body.customers.length, body.total]).toEqual([200, 50, 110])
})

test('so is a page of the audit log, and the default size of a page is always answered', async () => {
  const tenant = await newTenant()
  await operator(
    `insert into audit_log (tenant_id, operation, action, resource_type, resource_id, before, after)
     select $1::uuid, 'updateCustomer', 'update', 'customer', uuidv7(), large, large
       from generate_series(1, 110), lateral (select jsonb_build_object('metadata', ${LARGEST}) as large) one`,
    [tenant.id],
  )
  expect(faults(await tenant.get('/v1/audit-log?per_page=100'))).toEqual(['query.per_page value_error'])
  expect((await tenant.get('/v1/audit-log')).body.audit_log).toHaveLength(20)
})
