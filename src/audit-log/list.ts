import { createRoute, z } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { fetchPage, pageOf, pagingQuery } from '../paging/page.ts'
import { several, time, uuid } from '../validation/fields.ts'
import { requiredText } from '../validation/text.ts'
import { AuditEntry, type AuditRow, present, RESOURCE_TYPES } from './audit-entry.ts'
import { entriesIn, sorting } from './entries.ts'

const listQuery = z.strictObject({
  ...pagingQuery,
  ...sorting,
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
    'combine. `before` and `after` are `null` if the key lacks the read scope of the resource, such as ' +
    '`customers:read`.',
  request: { query: listQuery },
  responses: {
    200: json(pageOf('audit_log', AuditEntry, 'AuditPage'), 'A page of entries.'),
  },
})

export const list = operation(admin('audit-log:read'), route, async (c) => {
  const query = c.req.valid('query')
  const { rows, pagination } = await fetchPage<AuditRow>(c.var, entriesIn(query), query)
  return c.json({ audit_log: rows.map((row) => present(row, c.var.caller)), ...pagination }, 200)
})
