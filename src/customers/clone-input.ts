import { z } from '@hono/zod-openapi'
import { optional, requiredText, uuid } from '../fields.ts'
import { email, requiredCompanyName, setup } from './profile.ts'

const flag = (preset: boolean) =>
  z
    .boolean()
    .nullish()
    .transform((value) => value ?? preset)
    .openapi({ default: preset })

/** What a clone is to be like. A field of the setup that is absent is the source’s; null clears it. */
export const CloneInput = z
  .strictObject({
    source_customer_id: uuid.openapi({ description: 'The customer_id of the path once more.' }),
    company_name: requiredCompanyName,
    email: optional(email),
    clone_rules: flag(true),
    rule_keys: z
      .array(requiredText(100))
      .max(1000)
      .nullish()
      .openapi({
        description: 'Copy the rules with these keys alone; not with `clone_rules` false.',
        example: ['after-hours'],
      }),
    dry_run: flag(false).openapi({ description: 'Answer what would be created, and write nothing.' }),
    industry: setup.industry.nullish(),
    country_code: setup.country_code.nullish(),
    currency: setup.currency.nullish(),
    locale: setup.locale.nullish(),
    timezone: setup.timezone.nullish(),
  })
  .openapi('CloneInput')
