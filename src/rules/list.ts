import { createRoute, z } from '@hono/zod-openapi'
import { anyRole } from '../auth/policy.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { fetchPage, pageOf, pagingQuery } from '../paging/page.ts'
import { queryBoolean, several, uuid } from '../validation/fields.ts'
import { rulesIn, sorting } from './list-source.ts'
import { present, Rule, type RuleRow, triggerEvent } from './rule.ts'

const listQuery = z.strictObject({
  ...pagingQuery,
  ...sorting,
  customer_id: several(uuid).openapi({ description: 'Only what belongs to this customer.' }),
  instance_id: several(uuid).openapi({ description: 'Only the rules about this instance.' }),
  trigger_event: several(triggerEvent).openapi({ description: 'Only the rules for this event.' }),
  active_only: queryBoolean.default(false).openapi({ description: 'Only the rules that are active.', example: true }),
  defaults_only: queryBoolean
    .default(false)
    .openapi({ description: 'Only the defaults of the tenant.', example: true }),
})

const route = createRoute({
  operationId: 'listRules',
  method: 'get',
  path: '/v1/rules',
  tags: ['Rules'],
  summary: 'List rules',
  description:
    'Returns a page of the rules of all customers and the tenant’s defaults. Filters combine; an unknown id ' +
    'matches nothing. For the effective rules of a customer, use `GET /v1/customers/{customer_id}/rules`.',
  request: { query: listQuery },
  responses: {
    200: json(pageOf('rules', Rule, 'RulePage'), 'A page of rules.'),
  },
})

export const list = operation(anyRole('rules:read'), route, async (c) => {
  const query = c.req.valid('query')
  const { rows, pagination } = await fetchPage<RuleRow>(c.var, rulesIn(query, c.var.caller), query)
  return c.json({ rules: rows.map(present), ...pagination }, 200)
})
