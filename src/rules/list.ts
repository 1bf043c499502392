import { createRoute, z } from '@hono/zod-openapi'
import { sql } from 'drizzle-orm'
import { anyRole, type Caller } from '../auth/policy.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { askPage, pageFields, pagingQuery, sortingQuery } from '../paging/page.ts'
import { type Order, totalIn } from '../paging/statement.ts'
import { queryBoolean, uuid } from '../validation/fields.ts'
import { present, Rule, type RuleRow, triggerEvent } from './rule.ts'

/** The sort column of each `sort_by` value. */
const ORDERS = {
  created_at: { column: sql`created_at`, type: 'timestamptz', nullable: false },
  updated_at: { column: sql`updated_at`, type: 'timestamptz', nullable: false },
  name: { column: sql`name_key`, type: 'text', nullable: false },
  priority: { column: sql`priority`, type: 'integer', nullable: false },
} as const satisfies Record<string, Order>

const query = z.strictObject({
  ...pagingQuery,
  ...sortingQuery(ORDERS, 'Sort field. Names sort by code point, ignoring case.'),
  customer_id: uuid.optional().openapi({ description: 'Only the rules of this customer, without the defaults.' }),
  instance_id: uuid.optional().openapi({ description: 'Only the rules about this instance.' }),
  trigger_event: triggerEvent.optional().openapi({ description: 'Only the rules for this event.' }),
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
    'Returns a page of the rules of all customers and the tenant’s defaults. Filters combine; an id that does ' +
    'not exist matches nothing. A customer-bound key sees its customer’s rules and the defaults. For the ' +
    'effective rules of a customer, use `GET /v1/customers/{customer_id}/rules`.',
  request: { query },
  responses: {
    200: json(
      z.object({ rules: z.array(Rule), ...pageFields }).openapi('RulePage'),
      'A page of rules and the total number of rules.',
    ),
  },
})

export const list = operation(anyRole('rules:read'), route, async (c) => {
  const { page, per_page, cursor: _, ...question } = c.req.valid('query')
  const answer = await askPage<RuleRow>(c.var, rulesOf(question, c.var.caller), { page, per_page }, question)
  return c.json({ rules: answer.rows.map(present), ...answer.told }, 200)
})

export function rulesOf(question: Omit<z.output<typeof query>, 'page' | 'per_page' | 'cursor'>, { role }: Caller) {
  const { customer_id, instance_id, trigger_event, active_only, defaults_only, sort_by, sort_dir } = question
  const conditions = [
    customer_id && sql`customer_id = ${customer_id}::uuid`,
    instance_id && sql`instance_id = ${instance_id}::uuid`,
    trigger_event && sql`trigger_event = ${trigger_event}`,
    active_only && sql`is_active`,
    defaults_only && sql`customer_id is null`,
  ].filter((condition) => typeof condition === 'object')
  return {
    from: sql`rules`,
    matching: sql.join([sql`true`, ...conditions], sql` and `),
    order: ORDERS[sort_by],
    direction: sort_dir,
    counters: totalIn('rules', role, conditions),
  }
}
