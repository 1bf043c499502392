import { createRoute } from '@hono/zod-openapi'
import { anyRole } from '../auth/policy.ts'
import { sql } from '../db/sql.ts'
import { notFound } from '../errors.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { Instance, type InstanceRow, instancePath, presentInstance } from './instance.ts'

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

    const [[row]] = await c.var.db.batch([sql<InstanceRow>`select * from instances where id = ${instance_id}::uuid`])
    if (!row) throw notFound('instance')

    return c.json(presentInstance(row), 200)
  },
  { errors: ['not_found'] },
)
