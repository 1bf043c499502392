import type { z } from '@hono/zod-openapi'
import type { Child } from 'hono/jsx'
import type { CustomerSummary } from '../../customers/customer.ts'
import { Badge, Status } from '../parts/badge.tsx'
import { Absent, orAbsent } from '../parts/facts.tsx'
import { Form } from '../parts/form.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import type { Visit } from '../visit.ts'
import type { ListQuery } from './list-query.ts'
import { countryName, nameOf, secondLineOf } from './names.ts'

export type CustomerLine = z.infer<typeof CustomerSummary> & { is_cancelling: boolean }

const COLUMNS: readonly Column[] = [
  { label: 'Customer', sort: 'company_name' },
  { label: 'Subscription', sort: 'active_subscription_count' },
  { label: 'Instances', sort: 'running_instance_count', drop: 2 },
  { label: 'Country', sort: 'country_code', drop: 3 },
  { label: 'Created', sort: 'created_at', drop: 1, number: true },
]

interface CustomerTableProps {
  visit: Visit
  lines: readonly CustomerLine[]
  query: ListQuery
  mayWrite: boolean
  /** What follows the table, such as the pager. */
  children?: Child
}

/** The list, with checkboxes for actions on several customers. */
export function CustomerTable({ visit, lines, query, mayWrite, children }: CustomerTableProps) {
  const values = lines.map((line) => ({ value: line.id, label: nameOf(line) }))
  const table = (
    <Table
      caption="Customers"
      columns={COLUMNS}
      rows={lines.map((line) => ({ cells: cellsOf(line, visit.now) }))}
      sorting={{ url: visit.url, by: query.sort_by, direction: query.sort_dir }}
      sticky
      {...(mayWrite && { pick: { name: 'id', values } })}
    />
  )
  if (!mayWrite) return <div>{[table, children]}</div>
  return (
    <Form visit={visit} action="/dashboard/customers/archive" class="picking">
      <input type="hidden" name="list" value={visit.url.search} />
      {table}
      {children}
      <section class="bulk" aria-label="Selected customers">
        <p>selected</p>
        <button class="button" type="submit" data-kind="danger">
          Archive…
        </button>
        <button class="button" type="reset" data-kind="quiet">
          Clear
        </button>
      </section>
    </Form>
  )
}

function cellsOf(line: CustomerLine, now: Date): Child[] {
  return [
    <Person line={line} />,
    <SubscriptionCell line={line} />,
    <InstancesCell line={line} />,
    orAbsent(line.country_code && countryName(line.country_code)),
    <Time at={line.created_at} now={now} />,
  ]
}

function Person({ line }: { line: CustomerLine }) {
  const second = secondLineOf(line)
  return (
    <span class="person">
      <span>
        <a class="cover" href={`/dashboard/customers/${line.id}`}>
          {nameOf(line)}
        </a>
      </span>
      <small>
        {line.failed_instance_count > 0 && <span class="narrow failed">{line.failed_instance_count} failed, </span>}
        {second.id ? <code>{second.id}</code> : second.text}
      </small>
    </span>
  )
}

function SubscriptionCell({ line }: { line: CustomerLine }) {
  if (line.archived_at !== null) return <Badge tone="grey">Archived</Badge>
  if (line.latest_subscription_status === null) return <Absent />
  const { subscription_count: all, active_subscription_count: active } = line
  return (
    <span class="pair">
      <Status status={line.latest_subscription_status} />
      {all > 1 ? (
        <small data-drop="2">
          {active} active of {all}
        </small>
      ) : (
        line.is_cancelling && active > 0 && <small data-drop="2">canceling</small>
      )}
    </span>
  )
}

function InstancesCell({ line }: { line: CustomerLine }) {
  if (line.instance_count === 0) return <Absent />
  return (
    <>
      {line.running_instance_count} running of {line.instance_count}
      {line.failed_instance_count > 0 && (
        <>
          , <span class="failed">{line.failed_instance_count} failed</span>
        </>
      )}
    </>
  )
}
