import { createRoute, z } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { and, asUuid, isOneOf, sql } from '../db/sql.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { type FiltersOf, fetchPage, pageOf, pagingQuery, sortingQuery } from '../paging/page.ts'
import type { ListSource, Order } from '../paging/statement.ts'
import { several, time, uuid } from '../validation/fields.ts'
import { requiredText } from '../validation/text.ts'
import { AuditEntry, type AuditRow, present, RESOURCE_TYPES } from './audit-entry.ts'

/** The sort column of each `sort_by` value. */
const ORDERS = {
  occurred_at: { column: sql`occurred_at`, type: 'timestamptz', nullable: false },
} as const satisfies Record<string, Order>

const listQuery = z.strictObject({
  ...pagingQuery,
  ...sortingQuery(ORDERS, 'Sort field: time of the change.'),
  resource_type: several(z.enum(RESOURCE_TYPES)).openapi({ description: 'Only changes to this type of resource.' }),
  resource_id: several(uuid).openapi({ description: 'Only changes to the resource with this id.' }),
  actor_key_id: several(uuid).openapi({ description: 'Only changes made by this API key.' }),
  operation: several(requiredText(100)).openapi({
    description: 'Only changes made by this operation, given as its operation id.',
  }),
  since: time
    .optional()
    .openapi({ description: 'Only changes at or after this time. Encode `+` as `%2B` in a query.' }),
  until: time.optional().openapi({ description: 'Only changes before this time.' }),
})

const route = createRoute({
  operationId: 'listAuditLog',
  method: 'get',
  path: '/v1/audit-log',
  tags: ['Audit log'],
  summary: 'List audit log entries',
  description:
    'Returns every change made through the API, newest first. Entries are never modified or deleted. Filters ' +
    'combine. `before` and `after` are shown only to a key that also holds the read scope of the resource, such ' +
    'as `customers:read`.',
  request: { query: listQuery },
  responses: {
    200: json(pageOf('audit_log', AuditEntry, 'AuditPage'), 'A page of entries.'),
  },
})

export const list = operation(admin('audit-log:read'), route, async (c) => {
  const query = c.req.valid('query')
  const source: ListSource = {
    from: sql`audit_log`,
    matching: matching(query),
    order: ORDERS[query.sort_by],
    direction: query.sort_dir,
  }
  const { rows, pagination } = await fetchPage<AuditRow>(c.var, source, query)
  return c.json({ audit_log: rows.map((row) => present(row, c.var.caller)), ...pagination }, 200)
})

type Filters = FiltersOf<typeof listQuery>

function matching({ resource_type, resource_id, actor_key_id, operation, since, until }: Filters) {
  return and(
    isOneOf(sql`resource_type`, resource_type),
    isOneOf(sql`resource_id`, resource_id, asUuid),
    isOneOf(sql`actor_key_id`, actor_key_id, asUuid),
    isOneOf(sql`operation`, operation),
    since !== undefined && sql`occurred_at >= ${since}::timestamptz`,
    until !== undefined && sql`occurred_at < ${until}::timestamptz`,
  )
}
