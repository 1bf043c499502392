import type { z } from '@hono/zod-openapi'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { Status } from '../parts/badge.tsx'
import { Absent } from '../parts/facts.tsx'
import { Id } from '../parts/id.tsx'
import { price } from '../parts/money.ts'
import { Section } from '../parts/section.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import type { Visit } from '../visit.ts'
import type { CustomerData } from './data.ts'

const COLUMNS: readonly Column[] = [
  { label: 'Plan' },
  { label: 'Status' },
  { label: 'Price', number: true },
  { label: 'Renews or ends', drop: 1 },
  { label: 'Stripe id', drop: 2 },
]

export function Subscriptions({ visit, data: { customer } }: { visit: Visit; data: CustomerData }) {
  const { subscriptions, subscription_count: all, active_subscription_count: active } = customer
  return (
    <Section title="Subscriptions" count={all === 0 ? '0' : `${active} active of ${all}`}>
      {all === 0 ? (
        <p class="note">Stripe has not reported a subscription of this customer.</p>
      ) : (
        <Table
          caption="Subscriptions, newest first"
          columns={COLUMNS}
          rows={subscriptions.slice(0, 10).map((one) => ({ id: one.id, cells: cellsOf(one, visit) }))}
        />
      )}
    </Section>
  )
}

function cellsOf(one: z.infer<typeof Subscription>, { now }: Visit) {
  const { stripe_subscription_id: stripeId, billing_interval: interval, quantity } = one
  const end = endOf(one)
  return [
    <strong>
      {one.product_tier_name ?? 'Unnamed plan'}
      {quantity > 1 && ` × ${quantity}`}
    </strong>,
    <Status status={one.status} />,
    one.amount_cents === null || one.currency === null ? (
      <Absent />
    ) : (
      <>
        {price(one.amount_cents, one.currency)} {interval && <small>a {interval}</small>}
      </>
    ),
    end ? <Time at={end} now={now} date /> : <Absent />,
    stripeId ? <Id value={stripeId} label="the subscription’s Stripe id" /> : <Absent />,
  ]
}

/** When a subscription renews or ends, or ended. */
function endOf(one: z.infer<typeof Subscription>): string | null {
  if (one.status === 'canceled') return one.canceled_at ?? one.current_period_end
  return one.status === 'trialing' ? (one.trial_end ?? one.current_period_end) : one.current_period_end
}
