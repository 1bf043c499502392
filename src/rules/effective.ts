import { createRoute, z } from '@hono/zod-openapi'
import { type SQL, sql } from 'drizzle-orm'
import { anyRole } from '../auth/policy.ts'
import { customerPath } from '../customers/profile.ts'
import { ApiError } from '../errors.ts'
import { queryBoolean } from '../fields.ts'
import { json } from '../openapi.ts'
import { operation } from '../operation.ts'
import { MOST_RULES, present, Rule, type RuleRow } from './rule.ts'

const query = z.strictObject({
  active_only: queryBoolean
    .default(false)
    .openapi({ description: 'Leave out those that are not active.', example: true }),
})

const route = createRoute({
  operationId: 'listCustomerRules',
  method: 'get',
  path: '/v1/customers/{customer_id}/rules',
  tags: ['Rules'],
  summary: 'List the rules in force for a customer',
  description:
    'The rules of the customer and the defaults of the tenant, except each default whose `rule_key` a rule of the ' +
    'customer has, whether that one is active or not: an inactive rule is how a customer does without a default. ' +
    `Highest priority first, then the oldest, then by id. All of them on one page: at most ${MOST_RULES} of either kind.`,
  request: { params: customerPath, query },
  responses: {
    200: json(z.object({ rules: z.array(Rule) }).openapi('EffectiveRules'), 'All of them.'),
  },
})

export const effective = operation(
  anyRole('rules:read'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')
    const { active_only } = c.req.valid('query')

    const [{ rows }] = await c.var.db.batch((q) => [
      q.execute<RuleRow | { id: null }>(rulesInForce(customer_id, active_only)),
    ])
    if (rows.length === 0) throw new ApiError('not_found')

    const rules = rows.filter((row): row is RuleRow => row.id !== null)
    return c.json({ rules: rules.map(present) }, 200)
  },
  { errors: ['not_found'] },
)

/** No row: no customer. One row of nulls: a customer without rules. Activity is asked for last, as said above. */
function rulesInForce(customer: string, activeOnly: boolean): SQL {
  return sql`
    select rule.*
      from customers c
      left join lateral (
        select * from rules own where own.customer_id = c.id
        union all
        select * from rules standard
         where standard.customer_id is null
           and not exists (select from rules own where own.customer_id = c.id and own.rule_key = standard.rule_key)
      ) rule on ${activeOnly ? sql`rule.is_active` : sql`true`}
     where c.id = ${customer}::uuid and c.archived_at is null
     order by rule.priority desc, rule.created_at, rule.id`
}
