import { createRoute, z } from '@hono/zod-openapi'
import { sql } from 'drizzle-orm'
import { anyRole } from '../auth/policy.ts'
import { ApiError } from '../errors.ts'
import { etagHeader, etagOf, ifNoneMatch, isUnchanged } from '../etag.ts'
import { json } from '../openapi.ts'
import { operation } from '../operation.ts'
import { Customer, type CustomerRow, present } from './customer.ts'
import { includeArchived } from './filters.ts'
import { customerPath } from './profile.ts'
import { customerWhere, visible } from './queries.ts'

const route = createRoute({
  operationId: 'getCustomer',
  method: 'get',
  path: '/v1/customers/{customer_id}',
  tags: ['Customers'],
  summary: 'Get a customer',
  description:
    'The customer with its counts, its subscriptions and its instances. A customer-bound key sees none that is archived.',
  request: { params: customerPath, query: z.strictObject({ include_archived: includeArchived }), headers: ifNoneMatch },
  responses: {
    200: { ...json(Customer, 'The customer.'), headers: etagHeader },
    304: { description: 'It is as the ETag in If-None-Match says.', headers: etagHeader },
  },
})

export const get = operation(
  anyRole('customers:read'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')
    const { include_archived } = c.req.valid('query')

    // To its own key an archived customer is gone, whatever is asked.
    const archived = include_archived && c.var.caller.role === 'admin'
    const which = sql`c.id = ${customer_id}::uuid and ${visible(archived)}`
    const [{ rows }] = await c.var.db.batch((q) => [q.execute<CustomerRow>(customerWhere(which))])
    const [row] = rows
    if (!row) throw new ApiError('not_found')

    const ETag = etagOf(row)
    if (isUnchanged(c.req.header('If-None-Match'), ETag)) return c.body(null, 304, { ETag })
    return c.json(present(row), 200, { ETag })
  },
  { errors: ['not_found'] },
)
