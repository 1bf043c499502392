import type { Child } from 'hono/jsx'
import { count } from '../parts/count.ts'
import { customerName } from '../parts/customer-name.ts'
import { Disclosure } from '../parts/disclosure.tsx'
import { Section } from '../parts/section.tsx'
import { type Column, Table } from '../parts/table.tsx'

/** Number of rows of a group that are shown first. */
const SHOWN = 20

interface GroupProps {
  title: string
  columns: readonly Column[]
  rows: readonly { cells: readonly Child[]; fault?: boolean }[]
  action?: Child
}

/** The rows of a file with the same outcome: the first ones, and the others on request. Empty if there are none. */
export function Group({ title, columns, rows, action }: GroupProps) {
  if (rows.length === 0) return null
  const more = rows.length - SHOWN
  return (
    <Section title={title} count={count(rows.length)} action={action}>
      <Table caption={title} columns={columns} rows={rows.slice(0, SHOWN)} />
      {more > 0 && (
        <Disclosure label={`${count(more)} more`}>
          <Table caption={`${title}, continued`} columns={columns} rows={rows.slice(SHOWN)} />
        </Disclosure>
      )}
    </Section>
  )
}

interface Total {
  label: string
  value: number
  note?: string | false
}

/** Number of rows by outcome. */
export function Totals({ totals }: { totals: readonly Total[] }) {
  return (
    <section class="stats" aria-label="Totals">
      {totals.map(({ label, value, note }) => (
        <div class="stat">
          <span class="label">{label}</span> <span class="value">{count(value)}</span> {note && <small>{note}</small>}
        </div>
      ))}
    </section>
  )
}

/** A link to a customer that a row is about. */
export function CustomerLink({ id, name }: { id: string; name: string | null }) {
  return <a href={`/dashboard/customers/${id}`}>{customerName(name)}</a>
}
