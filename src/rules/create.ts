import { createRoute, type z } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { asJson, sql, withTables } from '../db/sql.ts'
import { notFound } from '../errors/api-error.ts'
import { etagHeader, etagOf, VERSION_BY_TIME, type Versioned } from '../http/etag.ts'
import { body, created } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { contentErrors, fits } from './content.ts'
import { requireValid, ruleKeyTaken, type StoredChecks } from './errors.ts'
import { MAX_RULES, present, Rule, RuleInput, type RuleRow, tooManyRules } from './rule.ts'

const route = createRoute({
  operationId: 'createRule',
  method: 'post',
  path: '/v1/rules',
  tags: ['Rules'],
  summary: 'Create a rule',
  description:
    'Creates a rule. A customer can have ' +
    `${MAX_RULES} rules of its own, and a tenant ${MAX_RULES} defaults; exceeding this or reusing a \`rule_key\` ` +
    'is rejected with 409 `conflict`. Conditions and actions together may take 16 KiB of compact JSON, with ' +
    'numbers written out in full.',
  request: {
    body: body(RuleInput, {
      customer_id: '497f6eca-6276-4993-bfeb-53cbbbba6f08',
      rule_key: 'burst-pipe',
      name: 'Burst pipes come first',
      trigger_event: 'call.transcribed',
      conditions: [{ field: 'transcript', operator: 'contains', value: 'burst' }],
      actions: [{ type: 'notify', channel: 'phone', to: '+1-555-0100' }],
      priority: 100,
    }),
  },
  responses: { 201: created(Rule, 'The new rule.', etagHeader) },
})

export const create = operation(
  admin('rules:write'),
  route,
  async (c) => {
    const input = c.req.valid('json')

    const [[outcome]] = await c.var.db.batch([insertion(input)])
    if (!outcome?.customer_found) throw notFound('customer', { isArchived: outcome?.customer_archived ?? false })
    requireValid(outcome)
    if (!outcome.has_room) throw tooManyRules()
    if (outcome.id === null) throw ruleKeyTaken()

    return c.json(present(outcome), 201, { ETag: etagOf(outcome), Location: `/v1/rules/${outcome.id}` })
  },
  { errors: ['not_found', 'conflict'], crossCheck: ({ body }) => contentErrors(body) },
)

type Outcome = StoredChecks & { customer_found: boolean; customer_archived: boolean; has_room: boolean } & (
    | (RuleRow & Versioned)
    | { id: null }
  )

/**
 * One statement that writes the rule, or returns the reason if it cannot. It locks the number of rules, then the
 * instance, so that neither changes before the rule is written.
 */
function insertion(input: z.output<typeof RuleInput>) {
  const customer = input.customer_id
  const conditions = asJson(input.conditions)
  const actions = asJson(input.actions)
  const customerFound = customer
    ? sql`exists (select from customers where id = ${customer}::uuid and archived_at is null)`
    : sql`true`
  const customerArchived = customer
    ? sql`exists (select from customers where id = ${customer}::uuid and archived_at is not null)`
    : sql`false`
  return withTables(
    sql`siblings as materialized (
      select app.lock_rules(${customer}::uuid) as count
    ), instance as materialized (
      select i.id from siblings, instances i
       where i.id = ${input.instance_id}::uuid and i.customer_id = ${customer}::uuid
         for key share of i
    ), checks as materialized (
      select ${customerFound} as customer_found, ${customerArchived} as customer_archived,
             ${fits(conditions, actions)} as fits,
             ${input.instance_id}::uuid is null or exists (select from instance) as instance_found,
             count < ${MAX_RULES}::int as has_room
        from siblings
    ), inserted as (
      insert into rules (customer_id, instance_id, rule_key, name, description, trigger_event, conditions, actions,
                         priority, cooldown_seconds, is_active)
      select ${customer}::uuid, ${input.instance_id}::uuid, ${input.rule_key}, ${input.name}, ${input.description},
             ${input.trigger_event}, ${conditions}, ${actions}, ${input.priority}::int, ${input.cooldown_seconds}::int,
             ${input.is_active}::boolean
        from checks where customer_found and fits and instance_found and has_room
      on conflict (tenant_id, customer_id, rule_key) where rule_key is not null do nothing
      returning *, ${VERSION_BY_TIME} as version
    )`,
    sql<Outcome>`select checks.*, inserted.* from checks left join inserted on true`,
  )
}
