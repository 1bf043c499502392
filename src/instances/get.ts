import { createRoute } from '@hono/zod-openapi'
import { anyRole } from '../auth/policy.ts'
import { notFound } from '../errors/api-error.ts'
import { etagHeader, etagOf, ifNoneMatch, isUnchanged } from '../http/etag.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { Instance, instancePath, presentInstance } from './instance.ts'
import { selectInstance } from './queries.ts'

const route = createRoute({
  operationId: 'getInstance',
  method: 'get',
  path: '/v1/instances/{instance_id}',
  tags: ['Instances'],
  summary: 'Get an instance',
  description: 'Returns the current state of an instance.',
  request: { params: instancePath, headers: ifNoneMatch },
  responses: {
    200: { ...json(Instance, 'The instance.'), headers: etagHeader },
    304: { description: 'Not modified: the ETag in If-None-Match still matches.', headers: etagHeader },
  },
})

export const get = operation(
  anyRole('instances:read'),
  route,
  async (c) => {
    const { instance_id } = c.req.valid('param')

    const [[row]] = await c.var.db.batch([selectInstance(instance_id)])
    if (!row) throw notFound('instance')

    const ETag = etagOf(row)
    if (isUnchanged(c.req.header('If-None-Match'), ETag)) return c.body(null, 304, { ETag })
    return c.json(presentInstance(row), 200, { ETag })
  },
  { errors: ['not_found'] },
)
