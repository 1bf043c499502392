import { createRoute, z } from '@hono/zod-openapi'
import { sql } from 'drizzle-orm'
import { admin } from '../auth/policy.ts'
import { json } from '../openapi.ts'
import { operation } from '../operation.ts'
import { askPage, pageFields, pagingQuery, sortingQuery } from '../paging/page.ts'
import type { Order } from '../paging/statement.ts'
import { ApiKey, type ApiKeyRow, present } from './api-key.ts'
import { shown } from './queries.ts'

/** What each `sort_by` sorts by. */
const ORDERS = {
  created_at: { column: sql`created_at`, type: 'timestamptz', nullable: false },
} as const satisfies Record<string, Order>

const query = z.strictObject({ ...pagingQuery, ...sortingQuery(ORDERS, 'By when the key was made.') })

const route = createRoute({
  operationId: 'listApiKeys',
  method: 'get',
  path: '/v1/api-keys',
  tags: ['API keys'],
  summary: 'List API keys',
  description:
    'A page of the tenant’s keys, the expired and the revoked too; a live key sees the live ones and a test key those ' +
    'of the sandbox. Never their texts or hashes.',
  request: { query },
  responses: {
    200: json(
      z.object({ api_keys: z.array(ApiKey), ...pageFields }).openapi('ApiKeyPage'),
      'The page, and how many keys there are in all.',
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
