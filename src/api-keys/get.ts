import { createRoute } from '@hono/zod-openapi'
import { sql } from 'drizzle-orm'
import { admin } from '../auth/policy.ts'
import { ApiError } from '../errors.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { ApiKey, type ApiKeyRow, keyPath, present } from './api-key.ts'
import { shown } from './queries.ts'

const route = createRoute({
  operationId: 'getApiKey',
  method: 'get',
  path: '/v1/api-keys/{key_id}',
  tags: ['API keys'],
  summary: 'Get an API key',
  description: 'Returns the key without its text or hash.',
  request: { params: keyPath },
  responses: { 200: json(ApiKey, 'The key.') },
})

export const get = operation(
  admin('api-keys:read'),
  route,
  async (c) => {
    const { key_id } = c.req.valid('param')

    const [{ rows }] = await c.var.db.batch((q) => [
      q.execute<ApiKeyRow>(sql`select ${shown} from api_keys where id = ${key_id}::uuid`),
    ])
    const row = rows[0]
    if (!row) throw new ApiError('not_found')

    return c.json(present(row), 200)
  },
  { errors: ['not_found'] },
)
