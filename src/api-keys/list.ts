import { createRoute, z } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { sql } from '../db/sql.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { fetchPage, pageOf, pagingQuery, sortingQuery } from '../paging/page.ts'
import { CREATED_AT, type ListSource, type Order } from '../paging/statement.ts'
import { ApiKey, type ApiKeyRow, present } from './api-key.ts'
import { KEY_COLUMNS } from './queries.ts'

/** The sort column of each `sort_by` value. */
const ORDERS = {
  created_at: CREATED_AT,
} as const satisfies Record<string, Order>

const listQuery = z.strictObject({ ...pagingQuery, ...sortingQuery(ORDERS, 'Sort field: time of creation.') })

const route = createRoute({
  operationId: 'listApiKeys',
  method: 'get',
  path: '/v1/api-keys',
  tags: ['API keys'],
  summary: 'List API keys',
  description:
    'Returns a page of the tenant’s keys, including expired and revoked ones: live keys to a live key, the ' +
    'sandbox’s keys to a test key. Key texts are never returned.',
  request: { query: listQuery },
  responses: {
    200: json(pageOf('api_keys', ApiKey, 'ApiKeyPage'), 'A page of keys.'),
  },
})

export const list = operation(admin('api-keys:read'), route, async (c) => {
  const query = c.req.valid('query')
  const source: ListSource = {
    from: sql`(select ${KEY_COLUMNS} from api_keys) keys`,
    matching: sql`true`,
    order: ORDERS[query.sort_by],
    direction: query.sort_dir,
  }
  const { rows, pagination } = await fetchPage<ApiKeyRow>(c.var, source, query)
  return c.json({ api_keys: rows.map(present), ...pagination }, 200)
})
