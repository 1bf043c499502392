import { z } from '@hono/zod-openapi'
import { strict } from '../db/row.ts'
import type { customers } from '../db/schema.ts'
import { Instance, type InstanceRow, presentInstance } from '../instances/instance.ts'
import { Failure } from '../openapi/failure.ts'
import { count, id, instant, orNull, shown, toInstant, toInstantOrNull } from '../openapi/fields.ts'
import {
  presentSubscription,
  Subscription,
  type SubscriptionRow,
  SubscriptionStatus,
} from '../subscriptions/subscription.ts'
import { storedMetadata } from './metadata.ts'

/** A customer in a list. */
export const CustomerSummary = z
  .object({
    id,
    external_id: shown(255, 'crm-4711').nullable(),
    company_name: shown(200, 'Steve the Plumber').nullable(),
    email: shown(254, 'steve@plumbing.example').nullable(),
    country_code: shown(2, 'US').nullable(),
    currency: shown(3, 'USD').nullable(),
    timezone: shown(64, 'America/New_York').nullable(),
    metadata: storedMetadata,
    subscription_count: count('Number of subscriptions.', 2),
    active_subscription_count: count('Number of subscriptions in `active` or `trialing`.', 1),
    latest_subscription_status: orNull(SubscriptionStatus).openapi({
      description: 'Status of the newest subscription.',
      example: 'active',
    }),
    instance_count: count('Number of instances.', 3),
    running_instance_count: count('Number of running instances.', 2),
    failed_instance_count: count('Number of failed instances.', 1),
    created_at: instant,
    archived_at: instant.nullable().openapi({ description: '`null` unless the customer is archived.', example: null }),
  })
  .openapi('CustomerSummary')

/** Maximum number of embedded subscriptions and of instances, which `app.customer_details` selects. */
export const MAX_EMBEDDED = 100

/** A customer with its newest subscriptions and instances. */
export const Customer = CustomerSummary.extend({
  industry: shown(100, 'plumbing').nullable(),
  locale: shown(255, 'en-US').nullable(),
  stripe_customer_id: shown(255, 'cus_NffrFeUfNV2Hib').nullable(),
  updated_at: instant,
  subscriptions: z
    .array(Subscription)
    .max(MAX_EMBEDDED)
    .openapi({
      description: `The newest ${MAX_EMBEDDED}, newest first. The list of subscriptions returns all.`,
    }),
  instances: z
    .array(Instance)
    .max(MAX_EMBEDDED)
    .openapi({
      description: `The newest ${MAX_EMBEDDED}, newest first. The list of instances returns all.`,
    }),
}).openapi('Customer')

/** Describes the response to a change. */
export const CHANGED = 'The customer after the change.'

/** The response of a creation. */
export const NewCustomer = CustomerSummary.pick({
  id: true,
  company_name: true,
  email: true,
  created_at: true,
}).openapi('NewCustomer')

const ids = (description: string) => z.array(id).max(100).optional().openapi({ description })
/** Why a customer cannot be archived. */
export const ArchiveFailure = Failure.extend({
  active_subscription_ids: ids('Ids of the active subscriptions, at most 100.'),
  running_instance_ids: ids('Ids of the running instances, at most 100.'),
}).openapi('ArchiveFailure')

/** The columns of a summary; the status of the newest subscription is looked up separately. */
export const SUMMARY_COLUMNS = Object.keys(CustomerSummary.shape).filter(
  (name) => name !== 'latest_subscription_status',
)

type Row = typeof customers.$inferSelect
export type NewCustomerRow = Pick<Row, 'id' | 'company_name' | 'email' | 'created_at'>
export type SummaryRow = Omit<
  Row,
  | ('tenant_id' | 'industry' | 'locale' | 'stripe_customer_id' | 'updated_at')
  | ('version' | 'email_key' | 'company_key' | 'company_search' | 'subscription_status_counts')
> & { latest_subscription_status: SubscriptionRow['status'] | null }
/** A row of `selectCustomer`; the latest status comes from the newest subscription. */
export type CustomerRow = Row & { subscriptions: SubscriptionRow[]; instances: InstanceRow[] }

export function presentNew(row: NewCustomerRow): z.infer<typeof NewCustomer> {
  return { id: row.id, company_name: row.company_name, email: row.email, created_at: toInstant(row.created_at) }
}

export function presentSummary(row: SummaryRow): z.infer<typeof CustomerSummary> {
  return {
    ...presentNew(row),
    external_id: row.external_id,
    country_code: row.country_code,
    currency: row.currency,
    timezone: row.timezone,
    metadata: row.metadata,
    subscription_count: row.subscription_count,
    active_subscription_count: row.active_subscription_count,
    latest_subscription_status: row.latest_subscription_status,
    instance_count: row.instance_count,
    running_instance_count: row.running_instance_count,
    failed_instance_count: row.failed_instance_count,
    archived_at: toInstantOrNull(row.archived_at),
  }
}

/** Subscriptions come newest first, the order that defines `latest_subscription_status`. */
export function present(row: CustomerRow): z.infer<typeof Customer> {
  const subscriptions = row.subscriptions.map(strict).map(presentSubscription)
  return {
    ...presentSummary(strict({ ...row, latest_subscription_status: subscriptions[0]?.status ?? null })),
    industry: row.industry,
    locale: row.locale,
    stripe_customer_id: row.stripe_customer_id,
    updated_at: toInstant(row.updated_at),
    subscriptions,
    instances: row.instances.map(strict).map(presentInstance),
  }
}
