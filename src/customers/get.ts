import { createRoute, z } from '@hono/zod-openapi'
import { anyRole } from '../auth/policy.ts'
import { notFound } from '../errors.ts'
import { etagHeader, etagOf, ifNoneMatch, isUnchanged } from '../http/etag.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { customerPath } from '../validation/fields.ts'
import { Customer, present } from './customer.ts'
import { includeArchived } from './fields.ts'
import { selectCustomer, visible } from './queries.ts'

const route = createRoute({
  operationId: 'getCustomer',
  method: 'get',
  path: '/v1/customers/{customer_id}',
  tags: ['Customers'],
  summary: 'Get a customer',
  description:
    'Returns the customer with its counts and its newest 100 subscriptions and instances. The counts are exact; the ' +
    'lists of subscriptions and instances return the rest. A customer-bound key never sees an archived customer.',
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
    const { include_archived } = c.req.valid('query')

    // A customer-bound key never sees its customer once it is archived, even with include_archived.
    const archived = include_archived && c.var.caller.role === 'admin'
    const [[row]] = await c.var.db.batch([selectCustomer(customer_id, visible(archived))])
    if (!row) throw notFound('customer')

    const ETag = etagOf(row)
    if (isUnchanged(c.req.header('If-None-Match'), ETag)) return c.body(null, 304, { ETag })
    return c.json(present(row), 200, { ETag })
  },
  { errors: ['not_found'] },
)
