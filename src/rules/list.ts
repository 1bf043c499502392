import { createRoute, z } from '@hono/zod-openapi'
import { anyRole, type Caller } from '../auth/policy.ts'
import { and, asUuid, isOneOf, sql } from '../db/sql.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { type FiltersOf, fetchPage, pageOf, pagingQuery, sortingQuery } from '../paging/page.ts'
import { CREATED_AT, type ListSource, type Order, totalIn, UPDATED_AT } from '../paging/statement.ts'
import { queryBoolean, several, uuid } from '../validation/fields.ts'
import { present, Rule, type RuleRow, triggerEvent } from './rule.ts'

/** The sort column of each `sort_by` value. */
const ORDERS = {
  created_at: CREATED_AT,
  updated_at: UPDATED_AT,
  name: { column: sql`name_key`, type: 'text', nullable: false },
  priority: { column: sql`priority`, type: 'integer', nullable: false },
} as const satisfies Record<string, Order>

const listQuery = z.strictObject({
  ...pagingQuery,
  ...sortingQuery(ORDERS, 'Sort field. Names sort by code point, ignoring case.'),
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

type Filters = FiltersOf<typeof listQuery>

export function rulesIn(query: Filters, { role }: Caller): ListSource {
  const { customer_id, instance_id, trigger_event, active_only, defaults_only, sort_by, sort_dir } = query
  return {
    from: sql`rules`,
    matching: and(
      isOneOf(sql`customer_id`, customer_id, asUuid),
      isOneOf(sql`instance_id`, instance_id, asUuid),
      isOneOf(sql`trigger_event`, trigger_event),
      active_only && sql`is_active`,
      defaults_only && sql`customer_id is null`,
    ),
    order: ORDERS[sort_by],
    direction: sort_dir,
    counters: totalIn('rules', role, {
      ...{ customer_id, instance_id, trigger_event },
      active_only: active_only || undefined,
      defaults_only: defaults_only || undefined,
    }),
  }
}
