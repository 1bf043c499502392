import { createRoute } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { sql } from '../db/sql.ts'
import { ifMatch, versionsOf } from '../http/etag.ts'
import { done } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { customerPath } from '../validation/fields.ts'
import { archiving, requireArchived } from './archiving.ts'
import { ArchiveFailure } from './customer.ts'

const route = createRoute({
  operationId: 'archiveCustomer',
  method: 'delete',
  path: '/v1/customers/{customer_id}',
  tags: ['Customers'],
  summary: 'Archive a customer',
  description:
    'Archives the customer: get, list and clone no longer find it unless archived customers are requested, its ' +
    'email and external id become available, and it can be restored. Rejected while it has active subscriptions ' +
    'or running instances.',
  request: { params: customerPath, headers: ifMatch },
  responses: { 204: done },
})

export const archive = operation(
  admin('customers:write'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')

    const [[archived], [found]] = await c.var.db.batch(
      archiving(sql`${customer_id}::uuid`, versionsOf(c.req.header('If-Match'))),
    )
    requireArchived(archived, found)

    return c.body(null, 204)
  },
  { errors: ['not_found', 'conflict', 'precondition_failed'], errorSchemas: { 409: ArchiveFailure } },
)
