import { createRoute } from '@hono/zod-openapi'
import { and, eq } from 'drizzle-orm'
import { admin } from '../auth/policy.ts'
import { instances } from '../db/schema.ts'
import { ApiError } from '../errors.ts'
import { operation } from '../operation.ts'
import { instancePath } from './instance.ts'

const route = createRoute({
  operationId: 'deleteInstance',
  method: 'delete',
  path: '/v1/instances/{instance_id}',
  tags: ['Instances'],
  summary: 'Delete an instance',
  description:
    'Deletes a `terminated` instance and its history. In any other status the response is 409 `conflict`. Rules ' +
    'about the instance are kept but no longer refer to an instance.',
  request: { params: instancePath },
  responses: { 204: { description: 'The instance is deleted.' } },
})

export const remove = operation(
  admin('instances:write'),
  route,
  async (c) => {
    const { instance_id } = c.req.valid('param')

    const [[deleted], [left]] = await c.var.db.batch((q) => [
      q
        .delete(instances)
        .where(and(eq(instances.id, instance_id), eq(instances.status, 'terminated')))
        .returning({ id: instances.id }),
      q.select({ id: instances.id }).from(instances).where(eq(instances.id, instance_id)),
    ])
    if (left) throw new ApiError('conflict', { detail: 'Only a terminated instance can be deleted.' })
    if (!deleted) throw new ApiError('not_found')

    return c.body(null, 204)
  },
  { errors: ['not_found', 'conflict'] },
)
