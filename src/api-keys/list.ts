import { createRoute, z } from '@hono/zod-openapi'
import { sql } from 'drizzle-orm'
import { admin } from '../auth/policy.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { askPage, pageFields, pagingQuery, sortingQuery } from '../paging/page.ts'
import type { Order } from '../paging/statement.ts'
import { ApiKey, type ApiKeyRow, present } from './api-key.ts'
import { shown } from './queries.ts'

/** The sort column of each `sort_by` value. */
const ORDERS = {
  created_at: { column: sql`created_at`, type: 'timestamptz', nullable: false },
} as const satisfies Record<string, Order>

const query = z.strictObject({ ...pagingQuery, ...sortingQuery(ORDERS, 'Sort field: time of creation.') })

const route = createRoute({
  operationId: 'listApiKeys',
  method: 'get',
  path: '/v1/api-keys',
  tags: ['API keys'],
  summary: 'List API keys',
  description:
    'Returns a page of the tenant’s keys, including expired and revoked ones. A live key lists live keys; a test ' +
    'key lists the keys of the sandbox. Key texts and hashes are never returned.',
  request: { query },
  responses: {
    200: json(
      z.object({ api_keys: z.array(ApiKey), ...pageFields }).openapi('ApiKeyPage'),
      'A page of keys and the total number of keys.',
    ),
  },
})

export const list = operation(admin('api-keys:read'), route, async (c) => {
  const { page, per_page, cursor: _, ...question } = c.req.valid('query')
  const keys = {
    from: sql`(select ${shown} from api_keys) keys`,
    matching: sql`true`,
    order: ORDERS[question.sort_by],
    direction: question.sort_dir,
  }
  const answer = await askPage<ApiKeyRow>(c.var, keys, { page, per_page }, question)
  return c.json({ api_keys: answer.rows.map(present), ...answer.told }, 200)
})
