import { createRoute, z } from '@hono/zod-openapi'
import { sql } from 'drizzle-orm'
import { admin } from '../auth/policy.ts'
import { ApiError } from '../errors.ts'
import { isUuid, optional, uuid } from '../fields.ts'
import { body, created } from '../openapi.ts'
import { operation } from '../operation.ts'
import { customerPath, email, NewCustomer, type NewCustomerRow, presentNew, requiredCompanyName } from './customer.ts'

const ClonedCustomer = NewCustomer.extend({
  rules_cloned: z.int().openapi({ description: 'How many rules were copied.', example: 4 }),
}).openapi('ClonedCustomer')

const CloneInput = z
  .strictObject({
    source_customer_id: uuid.openapi({ description: 'The customer_id of the path once more.' }),
    company_name: requiredCompanyName,
    email: optional(email),
    clone_rules: z
      .boolean()
      .nullish()
      .transform((value) => value ?? true)
      .openapi({ default: true }),
  })
  .openapi('CloneInput')

const route = createRoute({
  operationId: 'cloneCustomer',
  method: 'post',
  path: '/v1/customers/{customer_id}/clone',
  tags: ['Customers'],
  summary: 'Clone a customer’s setup',
  description:
    'Creates a customer with the industry, country, currency, locale and time zone of another and, unless `clone_rules` ' +
    'is false, a copy of each rule of its own. Email, Stripe ids, subscriptions and instances are never copied, and the ' +
    'tenant’s default rules hold anyway. All or nothing.',
  request: {
    params: customerPath,
    body: body(CloneInput, {
      source_customer_id: '497f6eca-6276-4993-bfeb-53cbbbba6f08',
      company_name: 'Pete the Plumber',
      email: 'pete@plumbing.example',
    }),
  },
  responses: { 201: created(ClonedCustomer, 'The new customer.') },
})

export const clone = operation(
  admin('customers:write'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')
    const input = c.req.valid('json')

    const [{ rows }] = await c.var.db.batch((q) => [q.execute<Outcome>(copyOf(customer_id, input))])
    const [outcome] = rows
    if (!outcome?.source_found) throw new ApiError('not_found')
    if (outcome.id === null) throw new ApiError('email_taken')

    const answer = { ...presentNew(outcome), rules_cloned: outcome.rules_cloned }
    return c.json(answer, 201, { Location: `/v1/customers/${outcome.id}` })
  },
  {
    errors: ['not_found', 'email_taken'],
    crossCheck: ({ path, body }) => {
      const named = (body as { source_customer_id?: unknown } | undefined)?.source_customer_id
      if (!isUuid(named) || named.toLowerCase() === path.customer_id?.toLowerCase()) return []
      const msg = 'source_customer_id should equal the customer_id of the path'
      return [{ loc: ['body', 'source_customer_id'], msg, type: 'value_error' }]
    },
  },
)

type Outcome = { source_found: boolean; rules_cloned: number } & (NewCustomerRow | { id: null })

/** One statement sees one state of the source, so a rule that is changed meanwhile is copied whole or not at all. */
function copyOf(source: string, input: z.output<typeof CloneInput>) {
  return sql`
    with source as (
      select * from customers where id = ${source}::uuid
    ), copy as (
      insert into customers (company_name, email, industry, country_code, currency, locale, timezone)
      select ${input.company_name}, ${input.email}, industry, country_code, currency, locale, timezone from source
      on conflict (tenant_id, email_key) where email_key is not null do nothing
      returning *
    ), copied_rules as (
      insert into rules (customer_id, rule_key, name, description, trigger_event, conditions, actions, priority,
                         cooldown_seconds, is_active)
      select copy.id, r.rule_key, r.name, r.description, r.trigger_event, r.conditions, r.actions, r.priority,
             r.cooldown_seconds, r.is_active
        from copy join rules r on r.customer_id = ${source}::uuid
       where ${input.clone_rules}
       order by r.id
      returning 1
    )
    select exists (select from source) as source_found, copy.id, copy.company_name, copy.email, copy.created_at,
           (select count(*)::int from copied_rules) as rules_cloned
      from (select) one left join copy on true`
}
