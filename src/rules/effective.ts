import { createRoute, z } from '@hono/zod-openapi'
import { anyRole } from '../auth/policy.ts'
import { type SQL, sql } from '../db/sql.ts'
import { notFound, ResponseTooLarge } from '../errors/api-error.ts'
import type { OperationEnv } from '../guard/declaration.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { customerPath, queryBoolean } from '../validation/fields.ts'
import { MAX_RULES, present, Rule, type RuleRow } from './rule.ts'

const query = z.strictObject({
  active_only: queryBoolean.default(false).openapi({ description: 'Only the rules that are active.', example: true }),
})

const route = createRoute({
  operationId: 'listCustomerRules',
  method: 'get',
  path: '/v1/customers/{customer_id}/rules',
  tags: ['Rules'],
  summary: 'List the effective rules of a customer',
  description:
    'Returns the customer’s own rules and the tenant’s defaults, except a default whose `rule_key` one of the ' +
    'customer’s rules has, even an inactive one: that is how a customer opts out. Sorted by highest priority, ' +
    'then oldest, then id. All rules are on one page.',
  request: { params: customerPath, query },
  responses: {
    200: json(z.object({ rules: z.array(Rule).max(2 * MAX_RULES) }).openapi('EffectiveRules'), 'The effective rules.'),
  },
})

export const effective = operation(
  anyRole('rules:read'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')
    const { active_only } = c.req.valid('query')

    const rows = await readRules(c.var.db, customer_id, active_only)
    const [{ is_archived: isArchived } = { is_archived: undefined }] = rows
    // A customer-bound key does not learn that its customer is archived.
    if (isArchived !== false) throw notFound('customer', { isArchived: isArchived && c.var.caller.role === 'admin' })

    const rules = rows.filter((row) => row.id !== null)
    return c.json({ rules: rules.map(present) }, 200)
  },
  { errors: ['not_found'] },
)

type Row = { is_archived: boolean } & (RuleRow | { id: null })

/**
 * Reads all rules at once. If most of them have close to the largest possible content, they exceed the database
 * endpoint's size limit and are read in parts.
 */
async function readRules(db: OperationEnv['Variables']['db'], customer: string, activeOnly: boolean): Promise<Row[]> {
  try {
    const [rows] = await db.batch([effectiveRules(customer, activeOnly)])
    return rows
  } catch (error) {
    if (!(error instanceof ResponseTooLarge)) throw error
  }
  const rows: Row[] = []
  for (let last: Row | undefined; ; last = rows.at(-1)) {
    const [part] = await db.batch([
      sql<Row>`${effectiveRules(customer, activeOnly, last ? after(last) : undefined)} limit ${MAX_RULES}::int`,
    ])
    rows.push(...part)
    if (part.length < MAX_RULES) return rows
  }
}

/** The rules that follow a row in the order of the list. */
function after(row: Row): SQL {
  if (row.id === null) return sql`false`
  return sql`
    (rule.priority < ${row.priority}::int or (rule.priority = ${row.priority}::int
      and (rule.created_at, rule.id) > (${row.created_at}::timestamptz, ${row.id}::uuid)))`
}

/**
 * No row: the customer does not exist. One row of nulls: no rules, or an archived customer. Inactive rules are filtered
 * last, because they still override defaults.
 */
function effectiveRules(customer: string, activeOnly: boolean, further = sql`true`): SQL<Row> {
  return sql`
    select rule.*, c.archived_at is not null as is_archived
      from customers c
      left join lateral (
        select * from rules own where own.customer_id = c.id
        union all
        select * from rules tenant_default
         where tenant_default.customer_id is null
           and not exists (
             select from rules own where own.customer_id = c.id and own.rule_key = tenant_default.rule_key)
      ) rule on c.archived_at is null and ${activeOnly ? sql`rule.is_active` : sql`true`} and ${further}
     where c.id = ${customer}::uuid
     order by rule.priority desc, rule.created_at, rule.id`
}
