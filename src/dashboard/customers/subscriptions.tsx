import type { z } from '@hono/zod-openapi'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { Status } from '../parts/badge.tsx'
import { Section } from '../parts/section.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { PeriodEnd, Price, planOf, StripeId } from '../subscriptions/cells.tsx'
import type { Visit } from '../visit.ts'
import type { CustomerData } from './data.ts'

const COLUMNS: readonly Column[] = [
  { label: 'Plan' },
  { label: 'Status' },
  { label: 'Price', number: true },
  { label: 'Renews or ends', drop: 1 },
  { label: 'Stripe id', drop: 2 },
]

/** Maximum number of rows before the link to all of them. */
export const SHOWN = 10

export function Subscriptions({ visit, data }: { visit: Visit; data: CustomerData }) {
  const { customer, maySeeSubscriptions } = data
  const { subscriptions, subscription_count: all, active_subscription_count: active } = customer
  const link = all > SHOWN && maySeeSubscriptions && (
    <a href={`/dashboard/subscriptions?customer_id=${customer.id}`}>All {all}</a>
  )
  return (
    <Section title="Subscriptions" count={all === 0 ? '0' : `${active} active of ${all}`} action={link}>
      {all === 0 ? (
        <p class="note">Stripe has not reported any subscriptions for this customer.</p>
      ) : (
        <Table
          caption="Subscriptions, newest first"
          columns={COLUMNS}
          rows={subscriptions.slice(0, SHOWN).map((one) => ({ id: one.id, cells: cellsOf(one, visit) }))}
        />
      )}
    </Section>
  )
}

function cellsOf(one: z.infer<typeof Subscription>, visit: Visit) {
  return [
    <strong>{planOf(one)}</strong>,
    <Status status={one.status} />,
    <Price one={one} />,
    <PeriodEnd one={one} now={visit.now} />,
    <StripeId one={one} visit={visit} />,
  ]
}
