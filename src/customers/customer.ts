import { z } from '@hono/zod-openapi'
import { customers } from '../db/schema.ts'
import { optional, requiredText, spelled, text, uuid } from '../fields.ts'
import { Instance, presentInstance } from '../instances/instance.ts'
import { instant, toInstant } from '../instant.ts'
import { countryCode } from '../standards/countries.ts'
import { currencyCode } from '../standards/currencies.ts'
import { timeZone } from '../standards/timezones.ts'
import { presentSubscription, Subscription } from '../subscriptions/subscription.ts'

/** As HTML's `input type=email` takes it, with a dot in the domain: https://html.spec.whatwg.org/#valid-e-mail-address */
const EMAIL =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+$/

export const email = spelled(
  254,
  (address) => (EMAIL.test(address) ? address : undefined),
  'Input should be an email address with a dot in its domain, such as steve@plumbing.example',
).openapi({ format: 'email', example: 'steve@plumbing.example' })

export const companyName = text(200).openapi({ example: 'Steve the Plumber' })
export const requiredCompanyName = requiredText(200).openapi({ example: 'Pete the Plumber' })

/** What a caller may say of a customer. */
export const profile = {
  company_name: optional(companyName),
  email: optional(email),
  industry: optional(text(100).openapi({ example: 'plumbing' })),
  country_code: optional(
    spelled(2, countryCode, 'Input should be a country code that ISO 3166-1 assigns, such as US').openapi({
      description: 'ISO 3166-1 alpha-2, in either case.',
      example: 'US',
    }),
  ),
  currency: optional(
    spelled(3, currencyCode, 'Input should be a current ISO 4217 currency code, such as USD').openapi({
      description: 'ISO 4217, in either case.',
      example: 'USD',
    }),
  ),
  locale: optional(
    spelled(255, canonicalLocale, 'Input should be a BCP 47 language tag, such as en-US').openapi({
      description: 'A well-formed BCP 47 tag; stored in its canonical form.',
      example: 'en-US',
    }),
  ),
  timezone: optional(
    spelled(64, timeZone, 'Input should be a time zone of the IANA database, such as America/New_York').openapi({
      description: 'Any zone or link of the IANA database; no offsets.',
      example: 'America/New_York',
    }),
  ),
}

/** Naming one customer in a path. */
export const customerPath = z.strictObject({
  customer_id: uuid.openapi({ param: { name: 'customer_id', in: 'path' }, description: 'The id of a customer.' }),
})

const count = (description: string, example: number) => z.int().openapi({ description, example })

/** A customer in a list. */
export const CustomerSummary = z
  .object({
    id: z.string().openapi({ format: 'uuid', example: '497f6eca-6276-4993-bfeb-53cbbbba6f08' }),
    company_name: z.string().nullable().openapi({ example: 'Steve the Plumber' }),
    email: z.string().nullable().openapi({ example: 'steve@plumbing.example' }),
    country_code: z.string().nullable().openapi({ example: 'US' }),
    currency: z.string().nullable().openapi({ example: 'USD' }),
    timezone: z.string().nullable().openapi({ example: 'America/New_York' }),
    subscription_count: count('All its subscriptions.', 2),
    active_subscription_count: count('Those in `active` or `trialing`.', 1),
    latest_subscription_status: z
      .string()
      .nullable()
      .openapi({ description: 'The status of its newest subscription.', example: 'active' }),
    instance_count: count('All its instances.', 3),
    running_instance_count: count('Those in `running`.', 2),
    created_at: instant,
  })
  .openapi('CustomerSummary')

/** A customer with all that belongs to it. */
export const Customer = CustomerSummary.extend({
  industry: z.string().nullable().openapi({ example: 'plumbing' }),
  locale: z.string().nullable().openapi({ example: 'en-US' }),
  stripe_customer_id: z.string().nullable().openapi({ example: 'cus_NffrFeUfNV2Hib' }),
  updated_at: instant,
  subscriptions: z.array(Subscription).openapi({ description: 'Newest first.' }),
  instances: z.array(Instance).openapi({ description: 'Newest first.' }),
}).openapi('Customer')

/** What creation answers. */
export const NewCustomer = CustomerSummary.pick({
  id: true,
  company_name: true,
  email: true,
  created_at: true,
}).openapi('NewCustomer')

function canonicalLocale(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}

export type SummaryRow = z.infer<typeof CustomerSummary>
export type CustomerRow = z.infer<typeof Customer>
export type NewCustomerRow = z.infer<typeof NewCustomer>

/** For `returning`: what creation answers, under the names of the answer. */
export const newCustomerColumns = {
  id: customers.id,
  company_name: customers.companyName,
  email: customers.email,
  created_at: customers.createdAt,
}

export function presentNew(row: NewCustomerRow): NewCustomerRow {
  return { id: row.id, company_name: row.company_name, email: row.email, created_at: toInstant(row.created_at) }
}

export function presentSummary(row: SummaryRow): SummaryRow {
  return {
    ...presentNew(row),
    country_code: row.country_code,
    currency: row.currency,
    timezone: row.timezone,
    subscription_count: row.subscription_count,
    active_subscription_count: row.active_subscription_count,
    latest_subscription_status: row.latest_subscription_status,
    instance_count: row.instance_count,
    running_instance_count: row.running_instance_count,
  }
}

/** The newest subscription is the first: their order is the one that `latest_subscription_status` is defined by. */
export function present(row: Omit<CustomerRow, 'latest_subscription_status'>): CustomerRow {
  return {
    ...presentSummary({ ...row, latest_subscription_status: row.subscriptions[0]?.status ?? null }),
    industry: row.industry,
    locale: row.locale,
    stripe_customer_id: row.stripe_customer_id,
    updated_at: toInstant(row.updated_at),
    subscriptions: row.subscriptions.map(presentSubscription),
    instances: row.instances.map(presentInstance),
  }
}
