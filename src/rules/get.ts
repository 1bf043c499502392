import { createRoute } from '@hono/zod-openapi'
import { anyRole } from '../auth/policy.ts'
import { notFound } from '../errors/api-error.ts'
import { etagHeader, etagOf } from '../http/etag.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { selectRule } from './queries.ts'
import { present, Rule, rulePath } from './rule.ts'

const route = createRoute({
  operationId: 'getRule',
  method: 'get',
  path: '/v1/rules/{rule_id}',
  tags: ['Rules'],
  summary: 'Get a rule',
  description: 'Returns a customer’s rule or a tenant default. A customer-bound key can read tenant defaults too.',
  request: { params: rulePath },
  responses: { 200: { ...json(Rule, 'The rule.'), headers: etagHeader } },
})

export const get = operation(
  anyRole('rules:read'),
  route,
  async (c) => {
    const { rule_id } = c.req.valid('param')

    const [[row]] = await c.var.db.batch([selectRule(rule_id)])
    if (!row) throw notFound('rule')

    return c.json(present(row), 200, { ETag: etagOf(row) })
  },
  { errors: ['not_found'] },
)
