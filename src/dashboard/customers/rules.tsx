import type { OverviewRow } from '../../rules/overview.ts'
import { Tag } from '../parts/badge.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { Section } from '../parts/section.tsx'
import { type Column, Table } from '../parts/table.tsx'
import type { CustomerData } from './data.ts'

const COLUMNS: readonly Column[] = [
  { label: 'Rule', wrap: true },
  { label: 'Event', drop: 2 },
  { label: 'Origin' },
  { label: 'Priority', number: true, drop: 1 },
]

const SHOWN = 10

/** The effective rules of a customer, and the defaults that its own rules suppress. */
export function Rules({ data: { rules, customer, mayWriteRules } }: { data: CustomerData }) {
  if (!rules) return null
  const effective = rules.filter(({ overridden_by }) => overridden_by === null)
  const suppressed = rules.filter(({ overridden_by }) => overridden_by !== null)
  const count = suppressed.length > 0 ? `${effective.length}, and ${suppressed.length} suppressed` : effective.length
  const isEditor = mayWriteRules && customer.archived_at === null
  const rows = [...effective, ...suppressed].map((rule) => ({
    cells: cellsOf(rule, suppressed, isEditor ? customer.id : undefined),
  }))
  const of = `customer_id=${customer.id}`
  const action = (
    <span class="actions">
      <a href={`/dashboard/rules?${of}`}>Own rules</a>
      {isEditor && <a href={`/dashboard/rules/new?${of}`}>New rule</a>}
    </span>
  )
  const table = (some: typeof rows, caption: string) => <Table caption={caption} columns={COLUMNS} rows={some} />
  return (
    <Section title="Effective rules" count={count} action={action}>
      {rows.length === 0 && <p class="note">This customer has no rules, and there are no default rules.</p>}
      {rows.length > 0 && table(rows.slice(0, SHOWN), 'Effective rules, highest priority first')}
      {rows.length > SHOWN && (
        <Disclosure label={`${rows.length - SHOWN} more`}>{table(rows.slice(SHOWN), 'More rules')}</Disclosure>
      )}
    </Section>
  )
}

/** `editable` is the customer, if the session may change its rules. Only a default with a key can be overridden. */
function cellsOf(rule: OverviewRow, suppressed: readonly OverviewRow[], editable: string | undefined) {
  const isOwn = rule.customer_id !== null
  const hidden = isOwn && rule.rule_key !== null && suppressed.find((one) => one.rule_key === rule.rule_key)
  return [
    <>
      <a href={`/dashboard/rules/${rule.id}`}>
        {rule.overridden_by !== null ? <del>{rule.name}</del> : <strong>{rule.name}</strong>}
      </a>
      {hidden && (
        <small class="line">
          {rule.is_active ? 'overrides' : 'inactive, and suppresses'} the default {hidden.name}
        </small>
      )}
      {rule.overridden_by !== null && <small class="line">suppressed by {rule.overridden_by}</small>}
      {editable !== undefined && !isOwn && rule.overridden_by === null && rule.rule_key !== null && (
        <small class="line">
          <a href={`/dashboard/rules/new?customer_id=${editable}&from=${rule.id}`}>Override</a>{' '}
          <a href={`/dashboard/rules/new?customer_id=${editable}&from=${rule.id}&suppress=true`}>Suppress</a>
        </small>
      )}
    </>,
    <small>{rule.trigger_event}</small>,
    <Tag own={isOwn && rule.is_active}>
      {rule.overridden_by !== null ? 'Suppressed' : isOwn ? 'Own' : 'Inherited'}
      {!rule.is_active && ', inactive'}
    </Tag>,
    rule.priority,
  ]
}
