import { createRoute, type z } from '@hono/zod-openapi'
import { admin, mayRead } from '../auth/policy.ts'
import { asJson, type SQL, sql, withTables } from '../db/sql.ts'
import { notFound } from '../errors/api-error.ts'
import {
  checked,
  etagHeader,
  etagOf,
  hasVersion,
  ifMatch,
  requireVersion,
  VERSION_BY_TIME,
  type Versioned,
  versionsOf,
} from '../http/etag.ts'
import { body, json, unread } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { contentErrors, fits } from './content.ts'
import { requireValid, ruleKeyTaken, type StoredChecks } from './errors.ts'
import { present, Rule, type RuleRow, RuleUpdate, rulePath } from './rule.ts'

type Change = z.output<typeof RuleUpdate>

const route = createRoute({
  operationId: 'updateRule',
  method: 'patch',
  path: '/v1/rules/{rule_id}',
  tags: ['Rules'],
  summary: 'Update a rule',
  description:
    'Updates only the fields that are sent. `null` resets a field; for `name`, `trigger_event` and `actions`, it ' +
    'leaves the field unchanged. Conditions and actions are replaced as a whole. The customer of a rule cannot ' +
    'be changed.',
  request: { params: rulePath, headers: ifMatch, body: body(RuleUpdate, { priority: 90, description: null }) },
  responses: { 200: { ...json(Rule, 'The updated rule.'), headers: etagHeader }, 204: unread(etagHeader) },
})

export const update = operation(
  admin('rules:write'),
  route,
  async (c) => {
    const { rule_id } = c.req.valid('param')
    const input = c.req.valid('json')

    const versions = versionsOf(c.req.header('If-Match'))

    const [[row], [rejected]] = await c.var.db.batch([
      change(rule_id, input, versions),
      checked(rejectionOf(rule_id, input), versions),
    ])
    if (row) {
      const ETag = etagOf(row)
      if (mayRead(c.var.caller, 'rules')) return c.json(present(row), 200, { ETag })
      return c.body(null, 204, { ETag, Location: `/v1/rules/${row.id}` })
    }

    if (!rejected) throw notFound('rule')
    requireVersion(rejected)
    requireValid(rejected)
    throw ruleKeyTaken()
  },
  { errors: ['not_found', 'conflict', 'precondition_failed'], crossCheck: ({ body }) => contentErrors(body) },
)

/** The update applies only if no reason to reject it holds. A unique index guards the keys. */
function change(id: string, input: Change, versions: string[] | null): SQL<RuleRow & Versioned> {
  return withTables(
    sql`instance as materialized (
      select customer_id from instances where id = ${input.instance_id ?? null}::uuid for key share
    )`,
    sql`
      update rules set ${assignments(input)}
       where id = ${id}::uuid and not ${hasKeyConflict(input)} and ${staysShort(input)}
         and ${hasValidInstance(input, sql`instance`)} and ${hasVersion(versions, VERSION_BY_TIME)}
      returning *, ${VERSION_BY_TIME} as version`,
  )
}

/** Reads why the change was rejected. */
function rejectionOf(id: string, input: Change): SQL<StoredChecks & Versioned> {
  const instance = sql`(select customer_id from instances where id = ${input.instance_id ?? null}::uuid) instance`
  return sql`
    select ${VERSION_BY_TIME} as version, ${staysShort(input)} as fits,
           ${hasValidInstance(input, instance)} as instance_found
      from rules where id = ${id}::uuid`
}

/** An instance that is sent must belong to the rule's customer. `instance` has the customer of that instance. */
function hasValidInstance({ instance_id }: Change, instance: SQL): SQL {
  if (!instance_id) return sql`true`
  return sql`exists (select from ${instance} where instance.customer_id = rules.customer_id)`
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

function hasKeyConflict({ rule_key }: Change): SQL {
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
