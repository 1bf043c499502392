import { z } from '@hono/zod-openapi'
import type { ValidationError } from '../errors/api-error.ts'
import { count, id, shown } from '../openapi/fields.ts'
import { MAX_RULES } from '../rules/rule.ts'
import { optional, uuid, withDefault } from '../validation/fields.ts'
import type { CrossCheck } from '../validation/request.ts'
import { requiredText } from '../validation/text.ts'
import { isUuid } from '../validation/uuid.ts'
import { NewCustomer } from './customer.ts'
import { email, requiredCompanyName, setup } from './fields.ts'

/** The requested clone. An omitted setup field is copied from the source; null clears it. */
export const CloneInput = z
  .strictObject({
    source_customer_id: uuid
      .nullish()
      .openapi({ description: 'If sent, it must equal the `customer_id` in the path.' }),
    company_name: requiredCompanyName,
    email: optional(email),
    clone_rules: withDefault(z.boolean(), true).openapi({
      description: 'Whether to copy the source’s own rules. `true` if omitted.',
    }),
    rule_keys: z
      .array(requiredText(100))
      .max(1000)
      .nullish()
      .openapi({
        description:
          'Keys of the rules to copy; all rules if this and `rule_ids` are omitted or `null`. Neither is allowed ' +
          'when `clone_rules` is false.',
        example: ['after-hours'],
      }),
    rule_ids: z.array(uuid).max(1000).nullish().openapi({
      description: 'Ids of more rules to copy, such as rules without a key.',
    }),
    dry_run: withDefault(z.boolean(), false).openapi({
      description: 'If `true`, nothing is written, and the response shows what would be created.',
    }),
    industry: setup.industry.nullish(),
    country_code: setup.country_code.nullish(),
    currency: setup.currency.nullish(),
    locale: setup.locale.nullish(),
    timezone: setup.timezone.nullish(),
  })
  .openapi('CloneInput')

const rules_cloned = count('Number of copied rules.', 1)

export const ClonedCustomer = NewCustomer.extend({
  rules_cloned,
  rule_ids: z.record(z.string(), id).openapi({
    description: 'Id of each copied source rule, mapped to the id of its copy.',
    example: { '0198c1f3-6a10-7d55-8f0e-0d2f6a8c1b22': '0198c1f4-11aa-7b31-9c57-4e8d1f0a2b33' },
  }),
}).openapi('ClonedCustomer')

/** What a key that cannot read the source and its rules sees: what it sent, and a count. */
export const CloneOutline = z
  .object({
    dry_run: z.literal(true),
    company_name: shown(200, 'Pete the Plumber'),
    email: shown(254, 'pete@plumbing.example').nullable(),
    rules_cloned,
  })
  .openapi('CloneOutline')

const CopiedRule = z
  .object({
    id,
    rule_key: shown(100, 'after-hours').nullable(),
    name: shown(200, 'Answer calls after hours'),
  })
  .openapi('CopiedRule')

export const ClonePreview = CloneOutline.extend({
  industry: shown(100, 'plumbing').nullable(),
  country_code: shown(2, 'US').nullable(),
  currency: shown(3, 'USD').nullable(),
  locale: shown(255, 'en-US').nullable(),
  timezone: shown(64, 'America/New_York').nullable(),
  rules: z.array(CopiedRule).max(MAX_RULES),
}).openapi('ClonePreview')

/** Validation errors that involve several fields, even if other fields are invalid. */
export const cloneErrors: CrossCheck = ({ path, body }) => {
  const { source_customer_id: named, clone_rules, ...chosen } = (body ?? {}) as Record<string, unknown>
  const { customer_id: id } = path
  const isOther = isUuid(named) && isUuid(id) && named.toLowerCase() !== id.toLowerCase()
  const ignored = ['rule_keys', 'rule_ids'].filter((field) => clone_rules === false && Array.isArray(chosen[field]))
  return [
    ...(isOther ? [bodyError('source_customer_id', 'Input should equal the customer_id in the path')] : []),
    ...ignored.map((field) => bodyError(field, 'Input should be omitted when clone_rules is false')),
  ]
}

/** A misspelled key or an id of another customer's rule must not be ignored silently. */
export function unknownRules(field: 'rule_keys' | 'rule_ids', values: string[]): ValidationError[] {
  if (values.length === 0) return []
  const name = field === 'rule_keys' ? 'key' : 'id'
  return [
    bodyError(field, `The source has no rule with the ${name} ${values.map((one) => JSON.stringify(one)).join(', ')}`),
  ]
}

function bodyError(field: string, msg: string): ValidationError {
  return { loc: ['body', field], msg, type: 'value_error' }
}
