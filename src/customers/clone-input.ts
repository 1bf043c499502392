import { z } from '@hono/zod-openapi'
import { optional, requiredText, uuid } from '../validation/fields.ts'
import { email, requiredCompanyName, setup } from './fields.ts'

const flag = (preset: boolean) =>
  z
    .boolean()
    .nullish()
    .transform((value) => value ?? preset)
    .openapi({ default: preset })

/** The requested clone. An omitted setup field is copied from the source; null clears it. */
export const CloneInput = z
  .strictObject({
    source_customer_id: uuid.openapi({ description: 'Must equal the `customer_id` in the path.' }),
    company_name: requiredCompanyName,
    email: optional(email),
    clone_rules: flag(true),
    rule_keys: z
      .array(requiredText(100))
      .max(1000)
      .nullish()
      .openapi({
        description:
          'Keys of the rules to copy; all rules if omitted or `null`. Not allowed when `clone_rules` is false.',
        example: ['after-hours'],
      }),
    dry_run: flag(false).openapi({ description: 'Return what would be created without writing anything.' }),
    industry: setup.industry.nullish(),
    country_code: setup.country_code.nullish(),
    currency: setup.currency.nullish(),
    locale: setup.locale.nullish(),
    timezone: setup.timezone.nullish(),
  })
  .openapi('CloneInput')
