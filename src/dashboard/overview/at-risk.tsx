import { type AtRiskRow, isCancelling } from '../../subscriptions/at-risk.ts'
import { presentSubscription } from '../../subscriptions/subscription.ts'
import { Badge, Status } from '../parts/badge.tsx'
import { Chips } from '../parts/chips.tsx'
import { count } from '../parts/count.ts'
import { Owner } from '../parts/owner.tsx'
import { Section } from '../parts/section.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { Price } from '../subscriptions/cells.tsx'
import type { Visit } from '../visit.ts'
import type { OverviewData } from './data.ts'
import { riskOf } from './links.ts'

const COLUMNS: readonly Column[] = [
  { label: 'Customer' },
  { label: 'Reason' },
  { label: 'Updated', drop: 1 },
  { label: 'Price', number: true, drop: 2 },
]

interface AtRiskProps {
  visit: Visit
  data: NonNullable<OverviewData['subscriptions']>
}

/** Subscriptions that need attention. */
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
            caption="Subscriptions at risk, most urgent first"
            columns={COLUMNS}
            rows={data.atRisk.map((row) => ({ cells: cellsOf(row, data.isNamed, visit) }))}
          />
        </>
      )}
    </Section>
  )
}

function cellsOf(row: AtRiskRow, isNamed: boolean, { now }: Visit) {
  const one = presentSubscription(row)
  return [
    <Owner customer={row} isNamed={isNamed} cover />,
    isCancelling(one) ? <Badge tone="grey">{ending(one.current_period_end)}</Badge> : <Status status={one.status} />,
    <Time at={one.updated_at} now={now} />,
    <Price one={one} />,
  ]
}

/** When a subscription that is cancelling ends: “Ends 3 December”. */
function ending(end: string | null): string {
  if (end === null) return 'Canceling'
  return `Ends ${new Date(end).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' })}`
}
