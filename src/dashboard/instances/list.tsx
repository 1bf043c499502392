import { z } from '@hono/zod-openapi'
import { admin, mayRead } from '../../auth/policy.ts'
import { type InstanceRow, presentInstance } from '../../instances/instance.ts'
import { INSTANCE_STATUSES } from '../../instances/status.ts'
import { operation } from '../../operation.ts'
import { customerOwned, OWNED_ORDERS } from '../../paging/customer-owned.ts'
import { fetchPage, pagingQuery, sortingQuery } from '../../paging/page.ts'
import { several, uuid } from '../../validation/fields.ts'
import { hrefWith, toggled } from '../address.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { Status, statusOf } from '../parts/badge.tsx'
import { Blank } from '../parts/blank.tsx'
import { Chips } from '../parts/chips.tsx'
import { orAbsent } from '../parts/facts.tsx'
import { Found } from '../parts/found.tsx'
import { NothingFound } from '../parts/nothing-found.tsx'
import { OWNER_NAME, Owner, ownerName } from '../parts/owner.tsx'
import { Pager } from '../parts/pager.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { visitOf } from '../visit.ts'
import { agentOf } from './fields.ts'

const route = pageRoute({
  id: 'showInstances',
  path: '/dashboard/instances',
  query: z.object({
    ...pagingQuery,
    ...sortingQuery(OWNED_ORDERS, 'Sort field.'),
    status: several(z.enum(INSTANCE_STATUSES)),
    customer_id: several(uuid),
  }),
})

const COLUMNS: readonly Column[] = [
  { label: 'Instance' },
  { label: 'Status' },
  { label: 'Customer', drop: 1 },
  { label: 'Region', drop: 3 },
  { label: 'Registered', sort: 'created_at', number: true, drop: 3 },
  { label: 'Updated', sort: 'updated_at', number: true, drop: 2 },
]
const CLEARED = { status: undefined, customer_id: undefined }

type Row = InstanceRow & { customer_name: string | null }

export const listPage = operation(admin('instances:read'), route, async (c) => {
  const query = c.req.valid('query')
  const visit = visitOf(c.req.raw)
  const source = { ...customerOwned('instances', query, c.var.caller), lookups: [OWNER_NAME] }
  const { rows, pagination } = await fetchPage<Row>(c.var, source, query)
  const isNamed = mayRead(c.var.caller, 'customers')
  const clear = query.status || query.customer_id ? hrefWith(visit.url, CLEARED) : undefined
  const chips = INSTANCE_STATUSES.map((status) => ({
    label: statusOf(status)[1],
    active: query.status?.includes(status) ?? false,
    href: hrefWith(visit.url, { status: toggled(query.status, status) }),
  }))
  if (query.customer_id) {
    const label = query.customer_id.length === 1 ? 'One customer' : `${query.customer_id.length} customers`
    chips.push({ label, active: true, href: hrefWith(visit.url, { customer_id: undefined }) })
  }
  return renderPage(
    c,
    { title: 'Instances', place: 'Instances' },
    <>
      <div class="head">
        <h1>Instances</h1>
      </div>
      <div class="stack">
        <Chips label="Filters" chips={chips} />
        <Found total={pagination.total} noun={['instance', 'instances']} clear={clear} />
      </div>
      {rows.length === 0 && <NoInstances clear={clear} />}
      {rows.length > 0 && (
        <div>
          <Table
            caption="Instances"
            columns={COLUMNS}
            sorting={{ url: visit.url, by: query.sort_by, direction: query.sort_dir }}
            rows={rows.map((row) => ({ cells: cellsOf(row, isNamed, visit.now) }))}
            sticky
          />
          <Pager url={visit.url} pagination={pagination} shown={rows.length} />
        </div>
      )}
    </>,
  )
})

function cellsOf(row: Row, isNamed: boolean, now: Date) {
  const one = presentInstance(row)
  return [
    <span class="person">
      <span>
        <a class="cover" href={`/dashboard/instances/${one.id}`}>
          {agentOf(one)}
        </a>
      </span>
      {isNamed && <small class="narrow">{ownerName(row, isNamed)}</small>}
    </span>,
    <Status status={one.status} />,
    <Owner customer={row} isNamed={isNamed} />,
    orAbsent(one.region_id),
    <Time at={one.created_at} now={now} />,
    <Time at={one.updated_at} now={now} />,
  ]
}

function NoInstances({ clear }: { clear: string | undefined }) {
  if (clear === undefined) return <Blank title="No instances yet" text={WHY} />
  return <NothingFound text="No instance matches all of these filters." noun="instances" clear={clear} />
}

const WHY = 'An instance is an agent that runs for a customer. Register instances with the API or on a customer’s page.'
