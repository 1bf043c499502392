import { type AtRiskRow, isCancelling } from '../../subscriptions/at-risk.ts'
import { presentSubscription } from '../../subscriptions/subscription.ts'
import { Badge, Status } from '../parts/badge.tsx'
import { Chips } from '../parts/chips.tsx'
import { Absent } from '../parts/facts.tsx'
import { price } from '../parts/money.ts'
import { count } from '../parts/pager.tsx'
import { Section } from '../parts/section.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { ending } from '../subscriptions/ending.ts'
import type { Visit } from '../visit.ts'
import type { OverviewData } from './data.ts'
import { riskOf } from './links.ts'

const COLUMNS: readonly Column[] = [
  { label: 'Customer' },
  { label: 'Why' },
  { label: 'Changed', drop: 1 },
  { label: 'Price', number: true, drop: 2 },
]

interface AtRiskProps {
  visit: Visit
  data: NonNullable<OverviewData['subscriptions']>
}

/** Subscriptions that somebody should look after. */
export function AtRisk({ visit, data }: AtRiskProps) {
  const { total, href, reasons } = riskOf(data)
  return (
    <Section title="At risk" count={count(total)} action={total > 0 && <a href={href}>All {count(total)}</a>}>
      {total === 0 ? (
        <p class="note">No subscription is unpaid, past due or about to end.</p>
      ) : (
        <>
          <Chips
            label="Reasons"
            chips={reasons.map(({ label, number, href }) => ({ label, count: number, href, active: false }))}
          />
          <Table
            caption="Subscriptions at risk, the most urgent first"
            columns={COLUMNS}
            rows={data.atRisk.map((row) => ({ cells: cellsOf(row, visit) }))}
          />
        </>
      )}
    </Section>
  )
}

function cellsOf(row: AtRiskRow, { now }: Visit) {
  const one = presentSubscription(row)
  const { amount_cents: cents, currency, billing_interval: interval } = one
  return [
    <a class="cover" href={`/dashboard/customers/${one.customer_id}#${one.id}`}>
      {row.customer_name ?? 'A customer'}
    </a>,
    isCancelling(one) ? <Badge tone="grey">{ending(one.current_period_end)}</Badge> : <Status status={one.status} />,
    <Time at={one.updated_at} now={now} />,
    cents === null || currency === null ? (
      <Absent />
    ) : (
      <>
        {price(cents, currency)} {interval && <small>a {interval}</small>}
      </>
    ),
  ]
}
