import type { OverviewRow } from '../../rules/overview.ts'
import { Tag } from '../parts/badge.tsx'
import { Icon } from '../parts/icon.tsx'
import { Section } from '../parts/section.tsx'
import { type Column, Table } from '../parts/table.tsx'
import type { CustomerData } from './data.ts'

const COLUMNS: readonly Column[] = [
  { label: 'Rule', wrap: true },
  { label: 'Trigger', drop: 2 },
  { label: 'Origin' },
  { label: 'Priority', number: true, drop: 1 },
]

const SHOWN = 10

/** The effective rules of a customer, and the defaults that its own rules suppress. */
export function Rules({ data: { rules } }: { data: CustomerData }) {
  if (!rules) return null
  const effective = rules.filter(({ overridden_by }) => overridden_by === null)
  const suppressed = rules.filter(({ overridden_by }) => overridden_by !== null)
  const count = suppressed.length > 0 ? `${effective.length}, and ${suppressed.length} suppressed` : effective.length
  const rows = [...effective, ...suppressed].map((rule) => ({ cells: cellsOf(rule, suppressed) }))
  const table = (some: typeof rows, caption: string) => <Table caption={caption} columns={COLUMNS} rows={some} />
  return (
    <Section title="Effective rules" count={count}>
      {rows.length === 0 && <p class="note">Neither this customer nor the tenant has a rule.</p>}
      {rows.length > 0 && table(rows.slice(0, SHOWN), 'Effective rules, highest priority first')}
      {rows.length > SHOWN && (
        <details class="as-table">
          <summary>
            <Icon name="next" /> {rows.length - SHOWN} more
          </summary>
          {table(rows.slice(SHOWN), 'More rules')}
        </details>
      )}
    </Section>
  )
}

function cellsOf(rule: OverviewRow, suppressed: readonly OverviewRow[]) {
  const isOwn = rule.customer_id !== null
  const hidden = isOwn && rule.rule_key !== null && suppressed.find((one) => one.rule_key === rule.rule_key)
  return [
    <>
      {rule.overridden_by !== null ? <del>{rule.name}</del> : <strong>{rule.name}</strong>}
      {hidden && (
        <small class="line">
          {rule.is_active ? 'overrides' : 'inactive, and switches off'} the default {hidden.name}
        </small>
      )}
      {rule.overridden_by !== null && <small class="line">suppressed by {rule.overridden_by}</small>}
    </>,
    <small>{rule.trigger_event}</small>,
    <Tag own={isOwn && rule.is_active}>
      {rule.overridden_by !== null ? 'Suppressed' : isOwn ? 'Own' : 'Inherited'}
      {!rule.is_active && ', inactive'}
    </Tag>,
    rule.priority,
  ]
}
