import { createRoute, z } from '@hono/zod-openapi'
import { anyRole } from '../auth/policy.ts'
import { etagHeader, etagOf, ifNoneMatch, isUnchanged } from '../http/etag.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { customerPath } from '../validation/fields.ts'
import { Customer, present } from './customer.ts'
import { includeArchived } from './fields.ts'
import { requireVisible, selectCustomer, visible } from './queries.ts'

const route = createRoute({
  operationId: 'getCustomer',
  method: 'get',
  path: '/v1/customers/{customer_id}',
  tags: ['Customers'],
  summary: 'Get a customer',
  description:
    'Returns the customer with its exact counts and its newest subscriptions and instances. A customer-bound ' +
    'key never sees an archived customer.',
  request: { params: customerPath, query: z.strictObject({ include_archived: includeArchived }), headers: ifNoneMatch },
  responses: {
    200: { ...json(Customer, 'The customer.'), headers: etagHeader },
    304: { description: 'Not modified: the ETag in If-None-Match still matches.', headers: etagHeader },
  },
})

export const get = operation(
  anyRole('customers:read'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')

    // A customer-bound key never sees its customer once it is archived, even with include_archived.
    const isAdmin = c.var.caller.role === 'admin'
    const [[found]] = await c.var.db.batch([selectCustomer(customer_id, visible(isAdmin))])
    const row = requireVisible(found, c.req.valid('query').include_archived)

    const ETag = etagOf(row)
    if (isUnchanged(c.req.header('If-None-Match'), ETag)) return c.body(null, 304, { ETag })
    return c.json(present(row), 200, { ETag })
  },
  { errors: ['not_found'] },
)
