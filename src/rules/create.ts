import { createRoute, type z } from '@hono/zod-openapi'
import { sql } from 'drizzle-orm'
import { admin } from '../auth/policy.ts'
import { ApiError } from '../errors.ts'
import { body, created } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { contentFaults, fits, TOO_LONG } from './content.ts'
import { keyTaken, refused } from './refusals.ts'
import { MOST_RULES, present, Rule, RuleInput, type RuleRow } from './rule.ts'

const route = createRoute({
  operationId: 'createRule',
  method: 'post',
  path: '/v1/rules',
  tags: ['Rules'],
  summary: 'Create a rule',
  description:
    'Creates a rule for one customer or, without `customer_id`, a tenant-wide default. A customer can have ' +
    `${MOST_RULES} rules of its own, and a tenant ${MOST_RULES} defaults. ` +
    'Exceeding a limit or reusing a `rule_key` is rejected with 409 `conflict`. Conditions and actions together may take 16 KiB of compact ' +
    'JSON, with numbers written out in full.',
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
  responses: { 201: created(Rule, 'The new rule.') },
})

export const create = operation(
  admin('rules:write'),
  route,
  async (c) => {
    const input = c.req.valid('json')

    const [{ rows }] = await c.var.db.batch((q) => [q.execute<Outcome>(newRule(input))]).catch(refused)
    const [outcome] = rows
    if (!outcome?.owner_found) throw new ApiError('not_found', { detail: 'No customer with this id exists.' })
    if (!outcome.fits) throw ApiError.invalid([TOO_LONG])
    if (!outcome.has_room)
      throw new ApiError('conflict', { detail: `The limit of ${MOST_RULES} rules has been reached.` })
    if (outcome.id === null) throw keyTaken()

    return c.json(present(outcome), 201, { Location: `/v1/rules/${outcome.id}` })
  },
  { errors: ['not_found', 'conflict'], crossCheck: ({ body }) => contentFaults(body) },
)

type Outcome = { owner_found: boolean; fits: boolean; has_room: boolean } & (RuleRow | { id: null })

/** One statement that writes the rule or returns why it did not. */
function newRule(input: z.output<typeof RuleInput>) {
  const owner = input.customer_id
  const conditions = sql`${JSON.stringify(input.conditions)}::jsonb`
  const actions = sql`${JSON.stringify(input.actions)}::jsonb`
  return sql`
    with asked as (
      select ${owner ? sql`exists (select from customers where id = ${owner}::uuid and archived_at is null)` : sql`true`} as owner_found,
             ${fits(conditions, actions)} as fits,
             (select count(*) from rules
               where ${owner ? sql`customer_id = ${owner}::uuid` : sql`customer_id is null`}) < ${MOST_RULES}::int as has_room
    ), made as (
      insert into rules (customer_id, instance_id, rule_key, name, description, trigger_event, conditions, actions,
                         priority, cooldown_seconds, is_active)
      select ${owner}::uuid, ${input.instance_id}::uuid, ${input.rule_key}, ${input.name}, ${input.description},
             ${input.trigger_event}, ${conditions}, ${actions}, ${input.priority}::int, ${input.cooldown_seconds}::int,
             ${input.is_active}::boolean
        from asked where owner_found and fits and has_room
      on conflict (tenant_id, customer_id, rule_key) where rule_key is not null do nothing
      returning *
    )
    select asked.*, made.* from asked left join made on true`
}
