import type { z } from '@hono/zod-openapi'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { Status } from '../parts/badge.tsx'
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
      {price(amount_cents, currency)} {billing_interval && <small>a {billing_interval}</small>}
    </>
  )
}

/** The status, and when a subscription that is to be canceled ends. */
export function State({ one, now }: { one: One; now: Date }) {
  const isEnding = one.cancel_at_period_end && !ENDED.includes(one.status)
  if (!isEnding) return <Status status={one.status} />
  return (
    <span class="pair">
      <Status status={one.status} />
      <small>
        cancels {one.current_period_end ? <>on {<Time at={one.current_period_end} now={now} date />}</> : 'soon'}
      </small>
    </span>
  )
}

/** When a subscription renews or ends, or ended. */
export function PeriodEnd({ one, now }: { one: One; now: Date }) {
  const at = endOf(one)
  return at === null ? <Absent /> : <Time at={at} now={now} date />
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
