import type { z } from '@hono/zod-openapi'
import type { stripeEvents } from '../db/schema.ts'
import { ApiError } from '../errors/api-error.ts'
import { keysOf, valuesIn } from '../http/json.ts'
import { SUBSCRIPTION_STATUSES } from '../subscriptions/subscription.ts'
import { isUuid } from '../validation/uuid.ts'
import { StripeCheckout, StripeCustomer, StripeEvent, StripeSubscription } from './objects.ts'

type StoredEvent = typeof stripeEvents.$inferSelect

/** An event as `app.apply_stripe_event` takes it: a row of `stripe_events`. */
export type EventRow = Omit<
  StoredEvent,
  'tenant_id' | 'customer_id' | 'received_at' | 'email_key' | 'account' | 'status' | 'payload'
> & {
  account: string | null
  /** The status from the event itself: an event about a Stripe customer waits until that customer is linked. */
  status: Exclude<StoredEvent['status'], 'applied'>
  payload: unknown
}

type Effect = Pick<EventRow, 'stripe_customer_id' | 'stripe_subscription_id' | 'content'>

/** Readers for the event types that have an effect. */
const READERS: Record<string, (object: unknown) => Effect | null> = {
  'customer.subscription.created': readSubscription,
  'customer.subscription.updated': readSubscription,
  'customer.subscription.deleted': readSubscription,
  'customer.subscription.paused': readSubscription,
  'customer.subscription.resumed': readSubscription,
  'customer.subscription.trial_will_end': readSubscription,
  'customer.created': readCustomer,
  'customer.updated': readCustomer,
  'customer.deleted': readCustomer,
  'checkout.session.completed': readCheckout,
}

/** Reads a verified event and its account. Errors: `event_invalid`. */
export function readEvent(payload: unknown): { row: EventRow; account: string | null; livemode: boolean } {
  if (!isStorable(payload)) throw invalidEvent('it contains a NUL or a lone surrogate')
  const event = read(StripeEvent, payload)
  const account = event.account ?? null
  const reader = Object.hasOwn(READERS, event.type) ? READERS[event.type] : undefined
  const effect = reader?.(event.data.object)
  const row: EventRow = {
    id: event.id,
    type: event.type,
    created_at: event.created,
    account,
    status: effect ? 'waiting' : 'ignored',
    stripe_customer_id: effect?.stripe_customer_id ?? null,
    stripe_subscription_id: effect?.stripe_subscription_id ?? null,
    precedence: event.type.endsWith('.created') ? 0 : event.type.endsWith('.deleted') ? 2 : 1,
    content: effect?.content ?? null,
    payload,
  }
  return { row, account, livemode: event.livemode }
}

/**
 * Reads a subscription's columns. Its price is that of its first item. Without a Stripe customer, it cannot belong to
 * anyone.
 */
function readSubscription(object: unknown): Effect | null {
  const subscription = read(StripeSubscription, object, OBJECT)
  if (!subscription.customer) return null
  // A status that Stripe added later. Rejecting the event would make Stripe resend it again and again.
  if (!SUBSCRIPTION_STATUSES.some((status) => status === subscription.status)) return null
  const items = subscription.items?.data ?? []
  const price = items[0]?.price
  const product = typeof price?.product === 'object' ? price.product : undefined
  const periodEnds = items.map((item) => item.current_period_end).filter((end) => typeof end === 'string')
  const content = {
    status: subscription.status,
    product_tier_name: price?.nickname ?? product?.name ?? null,
    stripe_price_id: price?.id ?? null,
    // Price of one unit. Null if Stripe has no such price, as with tiers.
    amount_cents: price?.unit_amount ?? null,
    currency: (price?.currency ?? subscription.currency)?.toUpperCase() ?? null,
    billing_interval: price?.recurring?.interval ?? null,
    quantity: items[0]?.quantity ?? 1,
    current_period_end: periodEnds.sort().at(-1) ?? subscription.current_period_end ?? null,
    cancel_at_period_end: subscription.cancel_at_period_end ?? false,
    trial_end: subscription.trial_end ?? null,
    canceled_at: subscription.canceled_at ?? null,
    created_at: subscription.created,
  }
  return { stripe_customer_id: subscription.customer, stripe_subscription_id: subscription.id, content }
}

function readCustomer(object: unknown): Effect {
  const { id, email, metadata } = read(StripeCustomer, object, OBJECT)
  const content = { reference: asId(metadata?.customer_id), email: email ?? null }
  return { stripe_customer_id: id, stripe_subscription_id: null, content }
}

/** A checkout links only by the reference that the tenant passed: anyone can type any email there. */
function readCheckout(object: unknown): Effect | null {
  const checkout = read(StripeCheckout, object, OBJECT)
  const reference = asId(checkout.client_reference_id)
  if (!checkout.customer || !reference) return null
  return { stripe_customer_id: checkout.customer, stripe_subscription_id: null, content: { reference, email: null } }
}

function asId(text: unknown): string | null {
  return isUuid(text) ? text.toLowerCase() : null
}

/**
 * Whether PostgreSQL can store all texts and keys of a JSON value. It would quote a text that it cannot store in its
 * log.
 */
function isStorable(value: unknown): boolean {
  for (const one of valuesIn(value)) {
    const texts = typeof one === 'string' ? [one] : keysOf(one)
    if (texts.some((text) => text.includes('\0') || !text.isWellFormed())) return false
  }
  return true
}

/** Where an event contains the object that it is about. */
const OBJECT = ['data', 'object']

function read<Schema extends z.ZodType>(schema: Schema, value: unknown, at: string[] = []): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const place = [...at, ...(issue?.path ?? [])].join('.')
  throw invalidEvent(place ? `${place} is missing or not valid` : 'it is not an object')
}

/** The error for a signed event with this problem. The problem must not quote data. */
export function invalidEvent(problem: string): ApiError {
  const detail = `The signature is valid, but the body is not a valid Stripe event: ${problem}.`
  return new ApiError('event_invalid', { detail, reason: problem })
}
