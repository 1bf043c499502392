import type { z } from '@hono/zod-openapi'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { Absent } from '../parts/facts.tsx'
import { Id } from '../parts/id.tsx'
import { price } from '../parts/money.ts'
import { Time } from '../parts/time.tsx'
import type { Visit } from '../visit.ts'
import { stripeHref } from './stripe-link.ts'

type One = z.infer<typeof Subscription>

/** “Pro × 3”. */
export function planOf({ product_tier_name: name, quantity }: One): string {
  return `${name ?? 'Unnamed plan'}${quantity > 1 ? ` × ${quantity}` : ''}`
}

/** The price of one unit, and how often it is paid. */
export function Price({ one: { amount_cents, currency, billing_interval } }: { one: One }) {
  if (amount_cents === null || currency === null) return <Absent />
  return (
    <>
      {price(amount_cents, currency)} {billing_interval && <small>per {billing_interval}</small>}
    </>
  )
}

/** When a subscription renews or ends, or ended; “Cancels on …” for one that will not be renewed. */
export function PeriodEnd({ one, now }: { one: One; now: Date }) {
  const isEnding = one.cancel_at_period_end && !ENDED.includes(one.status)
  const at = isEnding ? one.current_period_end : endOf(one)
  if (at === null) return isEnding ? <>Cancels at period end</> : <Absent />
  return (
    <>
      {isEnding && 'Cancels on '}
      <Time at={at} now={now} date="short" />
    </>
  )
}

/** The id at Stripe, as a link to Stripe's dashboard. */
export function StripeId({ one: { stripe_subscription_id: id }, visit }: { one: One; visit: Visit }) {
  if (id === null) return <Absent />
  return <Id value={id} label="the subscription’s Stripe id" href={stripeHref(visit, 'subscriptions', id)} />
}

const ENDED: readonly string[] = ['canceled', 'incomplete_expired']

function endOf(one: One): string | null {
  if (one.status === 'canceled') return one.canceled_at ?? one.current_period_end
  return one.status === 'trialing' ? (one.trial_end ?? one.current_period_end) : one.current_period_end
}

/** The same for a dense list. */
export function StripeLink({ one: { stripe_subscription_id: id }, visit }: { one: One; visit: Visit }) {
  if (id === null) return <Absent />
  return (
    <a href={stripeHref(visit, 'subscriptions', id)} rel="noopener" title={id} aria-label={`Open ${id} in Stripe`}>
      Open
    </a>
  )
}
