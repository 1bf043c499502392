import { createRoute, type z } from '@hono/zod-openapi'
import { type SQL, sql } from 'drizzle-orm'
import { admin } from '../auth/policy.ts'
import { ApiError } from '../errors.ts'
import { changed, shownTo } from '../openapi/changed.ts'
import { body, json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { contentFaults, fits, TOO_LONG } from './content.ts'
import { keyTaken, refused } from './refusals.ts'
import { present, Rule, RulePatch, type RuleRow, rulePath } from './rule.ts'

type Change = z.output<typeof RulePatch>

const route = createRoute({
  operationId: 'updateRule',
  method: 'patch',
  path: '/v1/rules/{rule_id}',
  tags: ['Rules'],
  summary: 'Update a rule',
  description:
    'Updates only the fields that are sent. `null` clears a field, or resets it to its default if it has one; ' +
    'for `name`, `trigger_event` and `actions`, `null` leaves the field unchanged. Conditions and actions are ' +
    'replaced as a whole. The customer of a rule cannot be changed.',
  request: { params: rulePath, body: body(RulePatch, { priority: 90, description: null }) },
  responses: { 200: json(changed(Rule, 'rules'), 'The updated rule.') },
})

export const patch = operation(
  admin('rules:write'),
  route,
  async (c) => {
    const { rule_id } = c.req.valid('param')
    const input = c.req.valid('json')

    const [written, asked] = await c.var.db
      .batch((q) => [q.execute<RuleRow>(change(rule_id, input)), q.execute<Reasons>(reasons(rule_id, input))])
      .catch(refused)
    const [row] = written.rows
    if (row) return c.json(shownTo(c.var.caller, 'rules', present(row)), 200)

    const [found] = asked.rows
    if (!found) throw new ApiError('not_found')
    throw found.key_taken ? keyTaken() : ApiError.invalid([TOO_LONG])
  },
  { errors: ['not_found', 'conflict'], crossCheck: ({ body }) => contentFaults(body) },
)

type Reasons = { key_taken: boolean }

/** The update applies only if no reason to reject it holds. A unique index guards the keys. */
function change(id: string, input: Change): SQL {
  return sql`
    update rules set ${assignments(input)}
     where id = ${id}::uuid and not ${keyIsTaken(input)} and ${staysShort(input)}
    returning *`
}

/** Reads why the change was rejected. */
function reasons(id: string, input: Change): SQL {
  return sql`select ${keyIsTaken(input)} as key_taken from rules where id = ${id}::uuid`
}

/** Assignments for the fields that were sent, and always name, so that an empty change is still a valid statement. */
function assignments({ name, conditions, actions, ...fields }: Change): SQL {
  const sent: [string, unknown][] = [
    ...Object.entries(fields),
    ['conditions', conditions && asJson(conditions)],
    ['actions', actions && asJson(actions)],
  ]
  const columns = sent.filter(([, value]) => value !== undefined)
  return sql.join(
    [sql`name = ${name ?? sql`name`}`, ...columns.map(([column, value]) => sql`${sql.identifier(column)} = ${value}`)],
    sql`, `,
  )
}

function keyIsTaken({ rule_key }: Change): SQL {
  if (!rule_key) return sql`false`
  return sql`exists (select from rules other
                      where other.rule_key = ${rule_key} and other.id <> rules.id
                        and (other.customer_id = rules.customer_id
                             or (other.customer_id is null and rules.customer_id is null)))`
}

/** Fields that are not sent keep their stored value, so this depends on the stored row. */
function staysShort({ conditions, actions }: Change): SQL {
  if (!conditions && !actions) return sql`true`
  return fits(conditions ? asJson(conditions) : sql`conditions`, actions ? asJson(actions) : sql`actions`)
}

function asJson(value: unknown): SQL {
  return sql`${JSON.stringify(value)}::jsonb`
}
