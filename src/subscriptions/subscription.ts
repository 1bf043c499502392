import { z } from '@hono/zod-openapi'
import type { subscriptions } from '../db/schema.ts'
import { INT4, INT8, id, instant, shown, toInstant, toInstantOrNull } from '../openapi/fields.ts'

/** Stripe's eight statuses: https://docs.stripe.com/api/subscriptions/object#subscription_object-status */
export const SUBSCRIPTION_STATUSES = [
  'incomplete',
  'incomplete_expired',
  'trialing',
  'active',
  'past_due',
  'canceled',
  'unpaid',
  'paused',
] as const satisfies readonly (typeof subscriptions.$inferSelect)['status'][]

/** Maximum length of names at Stripe. */
const TEXT_OF_STRIPE = 5000

export const SubscriptionStatus = z.enum(SUBSCRIPTION_STATUSES).openapi('SubscriptionStatus')

export const Subscription = z
  .object({
    id,
    customer_id: id,
    stripe_subscription_id: shown(255, 'sub_1MowQVLkdIwHu7ixeRlqHVzs').nullable(),
    status: SubscriptionStatus,
    product_tier_name: shown(TEXT_OF_STRIPE, 'Pro').nullable(),
    stripe_price_id: shown(255, 'price_1MowQULkdIwHu7ixraBm864M').nullable(),
    amount_cents: z
      .int()
      .nullable()
      .openapi({
        description: 'Price of one unit, in the smallest unit of the currency.',
        ...INT8,
        example: 4900,
      }),
    currency: shown(TEXT_OF_STRIPE, 'USD').nullable(),
    billing_interval: shown(TEXT_OF_STRIPE, 'month').nullable(),
    quantity: z.int().openapi({ ...INT4, example: 1 }),
    current_period_end: instant.nullable(),
    cancel_at_period_end: z.boolean(),
    trial_end: instant.nullable().openapi({ example: null }),
    canceled_at: instant.nullable().openapi({ example: null }),
    created_at: instant,
    updated_at: instant,
  })
  .openapi('Subscription')

/** A row, or its JSON within a customer. A bigint is text in a row and a number in JSON. */
export type SubscriptionRow = Omit<typeof subscriptions.$inferSelect, 'tenant_id' | 'amount_cents'> & {
  amount_cents: string | number | null
}

export function presentSubscription(row: SubscriptionRow): z.infer<typeof Subscription> {
  return {
    id: row.id,
    customer_id: row.customer_id,
    stripe_subscription_id: row.stripe_subscription_id,
    status: row.status,
    product_tier_name: row.product_tier_name,
    stripe_price_id: row.stripe_price_id,
    amount_cents: row.amount_cents === null ? null : Number(row.amount_cents),
    currency: row.currency,
    billing_interval: row.billing_interval,
    quantity: row.quantity,
    current_period_end: toInstantOrNull(row.current_period_end),
    cancel_at_period_end: row.cancel_at_period_end,
    trial_end: toInstantOrNull(row.trial_end),
    canceled_at: toInstantOrNull(row.canceled_at),
    created_at: toInstant(row.created_at),
    updated_at: toInstant(row.updated_at),
  }
}
