import { z } from '@hono/zod-openapi'
import { queryBoolean } from '../validation/fields.ts'
import { canonical, name, requiredName, requiredText, text } from '../validation/text.ts'
import { metadata } from './metadata.ts'
import { countryCode } from './standards/countries.ts'
import { currencyCode } from './standards/currencies.ts'
import { timeZone } from './standards/timezones.ts'

/** As in HTML's `input type=email`, with a dot in the domain: https://html.spec.whatwg.org/#valid-e-mail-address */
const EMAIL =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+$/

export const email = canonical(
  254,
  (address) => (EMAIL.test(address) ? address : undefined),
  'Input should be an email address with a dot in its domain, such as steve@plumbing.example',
).openapi({ format: 'email', example: 'steve@plumbing.example' })

export const requiredCompanyName = requiredName(200).openapi({ example: 'Pete the Plumber' })
/** URLs drop these path segments, so a customer with such an id could not be addressed. */
const DOT_SEGMENTS = ['.', '..']
const EXTERNAL_ID = {
  description: 'The tenant’s own id for the customer. Not `.` or `..`.',
  not: { enum: DOT_SEGMENTS },
  example: 'crm-4711',
}
export const externalId = canonical(
  255,
  (id) => (DOT_SEGMENTS.includes(id) ? undefined : id),
  'Input should not be . or .., which cannot be part of a URL',
).openapi(EXTERNAL_ID)

/** The path parameter of operations on the customer with an external id. */
export const externalPath = z.strictObject({
  external_id: requiredText(255).openapi({
    param: { name: 'external_id', in: 'path' },
    description: 'The tenant’s own id for the customer.',
    example: 'crm-4711',
  }),
})

/** The setup of a customer, which a clone copies. */
export const setup = {
  industry: text(100).openapi({ example: 'plumbing' }),
  country_code: canonical(2, countryCode, 'Input should be an assigned ISO 3166-1 country code, such as US').openapi({
    description: 'ISO 3166-1 alpha-2 country code, case-insensitive.',
    example: 'US',
  }),
  currency: canonical(3, currencyCode, 'Input should be a current ISO 4217 currency code, such as USD').openapi({
    description: 'ISO 4217 currency code, case-insensitive.',
    example: 'USD',
  }),
  locale: canonical(255, canonicalLocale, 'Input should be a BCP 47 language tag, such as en-US').openapi({
    description: 'Well-formed BCP 47 language tag, stored in canonical form.',
    example: 'en-US',
  }),
  timezone: canonical(64, timeZone, 'Input should be an IANA time zone, such as America/New_York').openapi({
    description: 'IANA time zone name (zone or link). Offsets are not accepted.',
    example: 'America/New_York',
  }),
}

/** All fields of a customer that a caller can set, except external_id and metadata. */
export const profile = {
  company_name: name(200).openapi({ example: 'Steve the Plumber' }),
  email,
  ...setup,
}

/**
 * The fields of a customer that no caller can set. A body may contain them, so that a customer can be sent back as it
 * was read or exported.
 */
const READ_ONLY = [
  ...['id', 'created_at', 'updated_at', 'archived_at', 'stripe_customer_id', 'latest_subscription_status'],
  ...['subscription_count', 'active_subscription_count', 'subscriptions'],
  ...['instance_count', 'running_instance_count', 'failed_instance_count', 'instances'],
] as const

const ignored = z
  .unknown()
  .transform(() => undefined)
  .optional()
  .openapi({ readOnly: true })
const readOnly = Object.fromEntries(READ_ONLY.map((name) => [name, ignored])) as Record<
  (typeof READ_ONLY)[number],
  typeof ignored
>

/** A body in which every customer field can be a value, null or omitted; an omitted field stays absent. */
export const CustomerInput = z
  .strictObject({
    company_name: profile.company_name.nullish(),
    email: email.nullish(),
    industry: setup.industry.nullish(),
    country_code: setup.country_code.nullish(),
    currency: setup.currency.nullish(),
    locale: setup.locale.nullish(),
    timezone: setup.timezone.nullish(),
    external_id: externalId.nullish(),
    metadata: metadata.nullish().openapi({ type: ['object', 'null'] }),
    ...readOnly,
  })
  .openapi('CustomerInput', { description: 'Read-only fields are ignored.' })

export type CustomerUpdate = z.output<typeof CustomerInput>

export const includeArchived = queryBoolean.default(false).openapi({
  description: 'Include archived customers.',
  example: false,
})

function canonicalLocale(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}
