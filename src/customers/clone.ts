import { createRoute, z } from '@hono/zod-openapi'
import { admin, mayRead } from '../auth/policy.ts'
import { ApiError, type Fault } from '../errors.ts'
import { body, created, json } from '../openapi.ts'
import { operation } from '../operation.ts'
import { isUuid } from '../uuid.ts'
import { CloneInput } from './clone-input.ts'
import { copy, type Outcome, plan } from './copy.ts'
import { NewCustomer, presentNew } from './customer.ts'
import { includeArchived } from './filters.ts'
import { customerPath } from './profile.ts'
import { type Holder, holdersOf, taken } from './queries.ts'

const rules_cloned = z.int().openapi({ description: 'How many rules are copied.', example: 4 })

const ClonedCustomer = NewCustomer.extend({
  rules_cloned,
  rule_ids: z.record(z.string(), z.string()).openapi({
    description: 'For each copied rule, the id of the source’s rule and that of its copy.',
    example: { '0198c1f3-6a10-7d55-8f0e-0d2f6a8c1b22': '0198c1f4-11aa-7b31-9c57-4e8d1f0a2b33' },
  }),
}).openapi('ClonedCustomer')

/** What a key that may not read the source and its rules is told: what it sent, and a count. */
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
  summary: 'Clone a customer’s setup',
  description:
    'Creates a customer with the industry, country, currency, locale and time zone of another, each unless the request ' +
    'says otherwise (null clears it), and, unless `clone_rules` is false, a copy of each rule of its own. Email, Stripe ' +
    'ids, subscriptions, instances, external id and metadata are never copied, and the tenant’s default rules hold ' +
    'anyway. All or nothing. `customers:write` alone will do; what `dry_run` tells of the source and its rules needs ' +
    '`customers:read` and `rules:read` besides.',
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
      'With `dry_run`: what would be created. Without the scopes `customers:read` and `rules:read`: how many rules alone.',
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

    const [{ rows }, holders] = await c.var.db.batch((q) => [
      q.execute<Outcome>((input.dry_run ? plan : copy)(customer_id, input)),
      q.execute<Holder>(holdersOf(input.email, null)),
    ])
    const [outcome] = rows
    if (!outcome?.source_found) throw new ApiError('not_found')
    if (outcome.missing_keys.length > 0) throw unknownKeys(outcome.missing_keys)
    const { rules_cloned } = outcome
    const [holder] = holders.rows
    // After a clone that was made the holder is the clone itself.
    if (outcome.id === null || (input.dry_run && holder)) throw taken(holder)

    if (input.dry_run) {
      const { company_name, email, industry, country_code, currency, locale, timezone } = outcome
      const outline = { dry_run: true as const, company_name: company_name ?? '', email, rules_cloned }
      if (!mayRead(c.var.caller, 'customers') || !mayRead(c.var.caller, 'rules')) return c.json(outline, 200)
      const rules = outcome.rules.map(({ id, rule_key, name }) => ({ id, rule_key, name }))
      return c.json({ ...outline, industry, country_code, currency, locale, timezone, rules }, 200)
    }
    const rule_ids = Object.fromEntries(outcome.rules.map((rule) => [rule.id, rule.new_id]))
    const answer = { ...presentNew({ ...outcome, id: outcome.id }), rules_cloned, rule_ids }
    return c.json(answer, 201, { Location: `/v1/customers/${outcome.id}` })
  },
  {
    errors: ['not_found', 'email_taken', 'conflict'],
    crossCheck: ({ path, body }) => {
      const { source_customer_id: named, clone_rules, rule_keys } = (body ?? {}) as Record<string, unknown>
      const isOther = isUuid(named) && named.toLowerCase() !== path.customer_id?.toLowerCase()
      const isLost = clone_rules === false && Array.isArray(rule_keys)
      return [
        ...(isOther ? [fault('source_customer_id', 'Input should equal the customer_id of the path')] : []),
        ...(isLost ? [fault('rule_keys', 'Without clone_rules no rule is copied; leave one of the two out')] : []),
      ]
    },
  },
)

/** A misspelt key must not be lost in silence. */
function unknownKeys(keys: string[]): ApiError {
  const msg = `The source has no rule with the key ${keys.map((key) => JSON.stringify(key)).join(', ')}`
  return ApiError.invalid([fault('rule_keys', msg)])
}

function fault(field: string, msg: string): Fault {
  return { loc: ['body', field], msg, type: 'value_error' }
}
