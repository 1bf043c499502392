import { createRoute } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { sql } from '../db/sql.ts'
import { notFound } from '../errors/api-error.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { ApiKey, type ApiKeyRow, keyPath, present } from './api-key.ts'
import { KEY_COLUMNS } from './queries.ts'

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

    const [[row]] = await c.var.db.batch([
      sql<ApiKeyRow>`select ${KEY_COLUMNS} from api_keys where id = ${key_id}::uuid`,
    ])
    if (!row) throw notFound('API key')

    return c.json(present(row), 200)
  },
  { errors: ['not_found'] },
)
