import { createRoute } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { sql, withTables } from '../db/sql.ts'
import { ApiError, notFound } from '../errors/api-error.ts'
import { checked, hasVersion, ifMatch, requireVersion, VERSION_BY_TIME, versionsOf } from '../http/etag.ts'
import { done } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { type InstanceRow, instancePath } from './instance.ts'
import { lockCustomerOf, selectInstance } from './queries.ts'

const route = createRoute({
  operationId: 'deleteInstance',
  method: 'delete',
  path: '/v1/instances/{instance_id}',
  tags: ['Instances'],
  summary: 'Delete an instance',
  description:
    'Deletes a `terminated` instance and its history. In any other status, the response is 409 `conflict`. Rules ' +
    'about the instance remain, but no longer refer to any instance.',
  request: { params: instancePath, headers: ifMatch },
  responses: { 204: done },
})

export const remove = operation(
  admin('instances:write'),
  route,
  async (c) => {
    const { instance_id } = c.req.valid('param')
    const versions = versionsOf(c.req.header('If-Match'))

    const [[deleted], [remaining]] = await c.var.db.batch([
      withTables(
        lockCustomerOf(instance_id),
        sql<Pick<InstanceRow, 'id'>>`
          delete from instances i using customer
           where i.id = ${instance_id}::uuid and i.customer_id = customer.id and i.status = 'terminated'
             and ${hasVersion(versions, VERSION_BY_TIME)}
          returning i.id`,
      ),
      checked(selectInstance(instance_id), versions),
    ])
    if (remaining) requireVersion(remaining)
    if (remaining) throw new ApiError('conflict', { detail: 'Only a terminated instance can be deleted.' })
    if (!deleted) throw notFound('instance')

    return c.body(null, 204)
  },
  { errors: ['not_found', 'conflict', 'precondition_failed'] },
)
