import { createRoute, z } from '@hono/zod-openapi'
import { admin, mayRead } from '../auth/policy.ts'
import { ApiError, notFound, type ValidationError } from '../errors.ts'
import { body, created, json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { isUuid } from '../validation/uuid.ts'
import { CloneInput } from './clone-input.ts'
import { copy, preview } from './clone-statement.ts'
import { NewCustomer, presentNew } from './customer.ts'
import { customerPath } from './fields.ts'
import { includeArchived } from './filters.ts'
import { conflictError, selectConflict } from './queries.ts'

const rules_cloned = z.int().openapi({ description: 'Number of copied rules.', example: 4 })

const ClonedCustomer = NewCustomer.extend({
  rules_cloned,
  rule_ids: z.record(z.string(), z.string()).openapi({
    description: 'Id of each copied source rule, mapped to the id of its copy.',
    example: { '0198c1f3-6a10-7d55-8f0e-0d2f6a8c1b22': '0198c1f4-11aa-7b31-9c57-4e8d1f0a2b33' },
  }),
}).openapi('ClonedCustomer')

/** What a key that cannot read the source and its rules sees: what it sent, and a count. */
const CloneOutline = z
  .object({
    dry_run: z.literal(true),
    company_name: z.string(),
    email: z.string().nullable(),
    rules_cloned,
  })
  .openapi('CloneOutline')

const ClonePreview = CloneOutline.extend({
  industry: z.string().nullable(),
  country_code: z.string().nullable(),
  currency: z.string().nullable(),
  locale: z.string().nullable(),
  timezone: z.string().nullable(),
  rules: z.array(z.object({ id: z.string(), rule_key: z.string().nullable(), name: z.string() })),
}).openapi('ClonePreview')

const route = createRoute({
  operationId: 'cloneCustomer',
  method: 'post',
  path: '/v1/customers/{customer_id}/clone',
  tags: ['Customers'],
  summary: 'Clone a customer',
  description:
    'Creates a customer with the industry, country, currency, locale and time zone of the source. A field in the ' +
    'request replaces the source’s value; `null` clears it. Unless `clone_rules` is false, the source’s own ' +
    'rules are copied too. Email, Stripe ids, subscriptions, instances, external id and metadata are never ' +
    'copied; the tenant’s default rules apply to every customer anyway. All or nothing is written. ' +
    '`customers:write` is sufficient, but `dry_run` returns the source’s setup and rules only to a key that also ' +
    'holds `customers:read` and `rules:read`.',
  request: {
    params: customerPath,
    query: z.strictObject({ include_archived: includeArchived }),
    body: body(CloneInput, {
      source_customer_id: '497f6eca-6276-4993-bfeb-53cbbbba6f08',
      company_name: 'Pete the Plumber',
      email: 'pete@plumbing.example',
    }),
  },
  responses: {
    200: json(
      z.union([ClonePreview, CloneOutline]),
      'With `dry_run`: what would be created. Without the scopes `customers:read` and `rules:read`, only the ' +
        'number of rules.',
    ),
    201: created(ClonedCustomer, 'The new customer.'),
  },
})

export const clone = operation(
  admin('customers:write'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')
    const input = { ...c.req.valid('json'), ...c.req.valid('query') }

    const [[outcome], [conflict]] = await c.var.db.batch([
      (input.dry_run ? preview : copy)(customer_id, input),
      selectConflict(input.email, null),
    ])
    if (!outcome?.source_found) throw notFound('customer')
    if (outcome.missing_keys.length > 0) throw unknownKeys(outcome.missing_keys)
    // If the clone was created, the customer that uses the email is the clone itself.
    if (outcome.id === null || (input.dry_run && conflict)) throw conflictError(conflict)

    if (input.dry_run) {
      const { company_name, email, industry, country_code, currency, locale, timezone, rules_cloned } = outcome
      const outline = { dry_run: true as const, company_name: company_name ?? '', email, rules_cloned }
      if (!mayRead(c.var.caller, 'customers') || !mayRead(c.var.caller, 'rules')) return c.json(outline, 200)
      const rules = outcome.rules.map(({ id, rule_key, name }) => ({ id, rule_key, name }))
      return c.json({ ...outline, industry, country_code, currency, locale, timezone, rules }, 200)
    }
    const rule_ids = Object.fromEntries(outcome.rules.map((rule) => [rule.id, rule.new_id]))
    const clone = { ...presentNew(outcome), rules_cloned: outcome.rules_cloned, rule_ids }
    return c.json(clone, 201, { Location: `/v1/customers/${outcome.id}` })
  },
  {
    errors: ['not_found', 'email_taken', 'conflict'],
    crossCheck: ({ path, body }) => {
      const { source_customer_id: named, clone_rules, rule_keys } = (body ?? {}) as Record<string, unknown>
      const isOther = isUuid(named) && named.toLowerCase() !== path.customer_id?.toLowerCase()
      const isLost = clone_rules === false && Array.isArray(rule_keys)
      return [
        ...(isOther ? [bodyError('source_customer_id', 'Input should equal the customer_id in the path')] : []),
        ...(isLost ? [bodyError('rule_keys', 'Input should be omitted when clone_rules is false')] : []),
      ]
    },
  },
)

/** A misspelled key must not be ignored silently. */
function unknownKeys(keys: string[]): ApiError {
  const msg = `The source has no rule with the key ${keys.map((key) => JSON.stringify(key)).join(', ')}`
  return ApiError.invalid([bodyError('rule_keys', msg)])
}

function bodyError(field: string, msg: string): ValidationError {
  return { loc: ['body', field], msg, type: 'value_error' }
}
