import { createRoute } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { sql } from '../db/sql.ts'
import { ApiError, notFound } from '../errors/api-error.ts'
import { hasVersion, ifMatch, VERSION_BY_TIME, versionsOf } from '../http/etag.ts'
import { done } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { selectRule } from './queries.ts'
import { type RuleRow, rulePath } from './rule.ts'

const route = createRoute({
  operationId: 'deleteRule',
  method: 'delete',
  path: '/v1/rules/{rule_id}',
  tags: ['Rules'],
  summary: 'Delete a rule',
  description:
    'Deletes the rule permanently; the audit log keeps its content. A tenant default that the rule overrode ' +
    'applies again.',
  request: { params: rulePath, headers: ifMatch },
  responses: { 204: done },
})

export const remove = operation(
  admin('rules:write'),
  route,
  async (c) => {
    const { rule_id } = c.req.valid('param')
    const versions = versionsOf(c.req.header('If-Match'))

    const [[deleted], [remaining]] = await c.var.db.batch([
      sql<Pick<RuleRow, 'id'>>`
        delete from rules where id = ${rule_id}::uuid and ${hasVersion(versions, VERSION_BY_TIME)} returning id`,
      selectRule(rule_id),
    ])
    if (remaining) throw new ApiError('precondition_failed')
    if (!deleted) throw notFound('rule')

    return c.body(null, 204)
  },
  { errors: ['not_found', 'precondition_failed'] },
)
