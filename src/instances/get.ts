import { createRoute } from '@hono/zod-openapi'
import { eq } from 'drizzle-orm'
import { anyRole } from '../auth/policy.ts'
import { instances } from '../db/schema.ts'
import { ApiError } from '../errors.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { Instance, instanceColumns, instancePath, presentInstance } from './instance.ts'

const route = createRoute({
  operationId: 'getInstance',
  method: 'get',
  path: '/v1/instances/{instance_id}',
  tags: ['Instances'],
  summary: 'Get an instance',
  description: 'Returns the current state of an instance.',
  request: { params: instancePath },
  responses: { 200: json(Instance, 'The instance.') },
})

export const get = operation(
  anyRole('instances:read'),
  route,
  async (c) => {
    const { instance_id } = c.req.valid('param')

    const [[row]] = await c.var.db.batch((q) => [
      q.select(instanceColumns).from(instances).where(eq(instances.id, instance_id)),
    ])
    if (!row) throw new ApiError('not_found')

    return c.json(presentInstance(row), 200)
  },
  { errors: ['not_found'] },
)
