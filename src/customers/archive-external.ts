import { createRoute } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { ifMatch, versionsOf } from '../http/etag.ts'
import { done } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { archiving, requireArchived } from './archiving.ts'
import { ArchiveFailure } from './customer.ts'
import { externalPath } from './fields.ts'
import { idOfExternal } from './queries.ts'

const route = createRoute({
  operationId: 'archiveCustomerByExternalId',
  method: 'delete',
  path: '/v1/customers/external/{external_id}',
  tags: ['Customers'],
  summary: 'Archive a customer by external id',
  description: 'Archives the customer with this external id, like archiving it by id.',
  request: { params: externalPath, headers: ifMatch },
  responses: { 204: done },
})

export const archiveExternal = operation(
  admin('customers:write'),
  route,
  async (c) => {
    const { external_id } = c.req.valid('param')

    const [[archived], [found]] = await c.var.db.batch(
      archiving(idOfExternal(external_id), versionsOf(c.req.header('If-Match'))),
    )
    requireArchived(archived, found)

    return c.body(null, 204)
  },
  { errors: ['not_found', 'conflict', 'precondition_failed'], errorSchemas: { 409: ArchiveFailure } },
)
