import { createRoute } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { sql } from '../db/sql.ts'
import { notFound } from '../errors.ts'
import { done } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
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
  request: { params: rulePath },
  responses: { 204: done },
})

export const remove = operation(
  admin('rules:write'),
  route,
  async (c) => {
    const { rule_id } = c.req.valid('param')

    const [[deleted]] = await c.var.db.batch([
      sql<Pick<RuleRow, 'id'>>`delete from rules where id = ${rule_id}::uuid returning id`,
    ])
    if (!deleted) throw notFound('rule')

    return c.body(null, 204)
  },
  { errors: ['not_found'] },
)
