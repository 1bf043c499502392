import { createRoute, z } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { fetchPage, pageOf, pagingQuery } from '../paging/page.ts'
import { ApiKey, type ApiKeyRow, present } from './api-key.ts'
import { keysIn, sorting } from './queries.ts'

const listQuery = z.strictObject({ ...pagingQuery, ...sorting })

const route = createRoute({
  operationId: 'listApiKeys',
  method: 'get',
  path: '/v1/api-keys',
  tags: ['API keys'],
  summary: 'List API keys',
  description:
    'Returns a page of the tenant’s keys, including expired and revoked ones: a live key gets live keys, a ' +
    'test key those of the sandbox. Key texts are never returned.',
  request: { query: listQuery },
  responses: {
    200: json(pageOf('api_keys', ApiKey, 'ApiKeyPage'), 'A page of keys.'),
  },
})

export const list = operation(admin('api-keys:read'), route, async (c) => {
  const query = c.req.valid('query')
  const { rows, pagination } = await fetchPage<ApiKeyRow>(c.var, keysIn(query), query)
  return c.json({ api_keys: rows.map(present), ...pagination }, 200)
})
