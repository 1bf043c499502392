import { createRoute } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { type SQL, sql } from '../db/sql.ts'
import { etagHeader, etagOf, type Versioned } from '../http/etag.ts'
import { body, created } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { NewCustomer, type NewCustomerRow, presentNew } from './customer.ts'
import { CustomerInput, type CustomerUpdate } from './fields.ts'
import { conflictError, INPUT_COLUMN_LIST, selectConflict, valueLocks, valuesOf } from './queries.ts'

const route = createRoute({
  operationId: 'createCustomer',
  method: 'post',
  path: '/v1/customers',
  tags: ['Customers'],
  summary: 'Create a customer',
  description:
    'Creates a customer. Every field is optional; `{}` is valid. Emails are unique within the tenant, ignoring ' +
    'case; external ids are unique and case-sensitive.',
  request: {
    body: body(CustomerInput, {
      company_name: 'Steve the Plumber',
      email: 'steve@plumbing.example',
      country_code: 'US',
      currency: 'USD',
      timezone: 'America/New_York',
    }),
  },
  responses: { 201: created(NewCustomer, 'The new customer.', etagHeader) },
})

export const create = operation(
  admin('customers:write'),
  route,
  async (c) => {
    const input = c.req.valid('json')

    const [[row], [conflict]] = await c.var.db.batch([
      insertion(input),
      selectConflict(input.email, input.external_id, INSERTED),
    ])
    if (!row) throw conflictError(conflict)

    return c.json(presentNew(row), 201, { Location: `/v1/customers/${row.id}`, ETag: etagOf(row) })
  },
  { errors: ['email_taken', 'external_id_taken', 'conflict'] },
)

/** Whether the insertion added a row, so that the next statement need not search for a conflict. */
const INSERTED = sql`coalesce(current_setting('app.inserted', true), '') = 'true'`

function insertion(input: CustomerUpdate): SQL<NewCustomerRow & Versioned> {
  return sql`
    insert into customers (${INPUT_COLUMN_LIST})
    select ${valuesOf(input)} from ${valueLocks(input.email, input.external_id)}
    on conflict do nothing
    returning id, company_name, email, created_at, version, set_config('app.inserted', 'true', true)`
}
