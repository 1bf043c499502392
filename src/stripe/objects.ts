import { z } from '@hono/zod-openapi'

// The fields read from Stripe's objects, in any API version: https://docs.stripe.com/api. Other fields are ignored.

const id = z.string().min(1).max(255)
const LAST_SECOND_OF_9999 = 253_402_300_799

/** A time in whole seconds, as RFC 3339. */
const seconds = z
  .int()
  .min(0)
  .max(LAST_SECOND_OF_9999)
  .transform((time) => new Date(time * 1000).toISOString())
  .openapi({ format: 'int64' })

/** A reference to another object: its id or, if expanded, the object itself. */
const reference = z.union([id, z.object({ id }).transform((object) => object.id)])

const metadata = z.record(z.string(), z.unknown()).nullish()

export const StripeEvent = z.object({
  id,
  object: z.literal('event'),
  type: id,
  created: seconds,
  livemode: z.boolean(),
  account: id.nullish(),
  data: z.object({ object: z.record(z.string(), z.unknown()) }).openapi('StripeEventData'),
})

export const StripeCustomer = z.object({ id, object: z.literal('customer'), email: z.string().nullish(), metadata })

export const StripeCheckout = z.object({
  id,
  object: z.literal('checkout.session'),
  customer: reference.nullish(),
  client_reference_id: z.string().nullish(),
})

const Price = z.object({
  id,
  unit_amount: z.int().nullish(),
  currency: z.string().nullish(),
  nickname: z.string().nullish(),
  recurring: z.object({ interval: z.string() }).nullish(),
  product: z.union([id, z.object({ name: z.string().nullish() })]).nullish(),
})

const Item = z.object({
  price: Price.nullish(),
  quantity: z.int().min(0).max(2_147_483_647).nullish(),
  // Since API version 2025-03-31, the period belongs to the item.
  current_period_end: seconds.nullish(),
})

export const StripeSubscription = z.object({
  id,
  object: z.literal('subscription'),
  customer: reference.nullish(),
  status: z.string(),
  created: seconds,
  currency: z.string().nullish(),
  items: z.object({ data: z.array(Item) }).nullish(),
  current_period_end: seconds.nullish(),
  cancel_at_period_end: z.boolean().nullish(),
  trial_end: seconds.nullish(),
  canceled_at: seconds.nullish(),
})
