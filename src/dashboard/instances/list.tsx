import { z } from '@hono/zod-openapi'
import { admin, mayRead } from '../../auth/policy.ts'
import { sql } from '../../db/sql.ts'
import { type InstanceRow, presentInstance } from '../../instances/instance.ts'
import { INSTANCE_STATUSES } from '../../instances/status.ts'
import { operation } from '../../operation.ts'
import { customerOwned, OWNED_ORDERS } from '../../paging/customer-owned.ts'
import { fetchPage, pagingQuery, sortingQuery } from '../../paging/page.ts'
import { several } from '../../validation/fields.ts'
import { hrefWith } from '../address.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { Status, statusOf } from '../parts/badge.tsx'
import { Blank } from '../parts/blank.tsx'
import { Chips } from '../parts/chips.tsx'
import { orAbsent } from '../parts/facts.tsx'
import { Pager } from '../parts/pager.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { visitOf } from '../visit.ts'

const route = pageRoute({
  id: 'showInstances',
  path: '/dashboard/instances',
  query: z.object({
    ...pagingQuery,
    ...sortingQuery(OWNED_ORDERS, 'Sort field.'),
    status: several(z.enum(INSTANCE_STATUSES)),
  }),
})

const COLUMNS: readonly Column[] = [
  { label: 'Customer' },
  { label: 'Status' },
  { label: 'Agent', drop: 2 },
  { label: 'Region', drop: 3 },
  { label: 'Changed', sort: 'updated_at', number: true, drop: 1 },
]

type Row = InstanceRow & { customer_name: string | null }

export const listPage = operation(admin('instances:read'), route, async (c) => {
  const query = c.req.valid('query')
  const visit = visitOf(c.req.raw)
  const source = {
    ...customerOwned('instances', query, c.var.caller),
    lookups: [
      sql`(select coalesce(c.company_name, c.email) from customers c where c.id = page.customer_id) as customer_name`,
    ],
  }
  const { rows, pagination } = await fetchPage<Row>(c.var, source, query)
  const isNamed = mayRead(c.var.caller, 'customers')
  const chips = INSTANCE_STATUSES.map((status) => {
    const active = query.status?.includes(status) ?? false
    return { label: statusOf(status)[1], active, href: hrefWith(visit.url, { status: active ? undefined : status }) }
  })
  return renderPage(
    c,
    { title: 'Instances', place: 'Instances' },
    <>
      <div class="head">
        <h1>Instances</h1>
      </div>
      <Chips label="Filters" chips={chips} />
      {rows.length === 0 ? (
        <Blank title="Nothing here" text="None of the instances matches." />
      ) : (
        <div>
          <Table
            caption="Instances"
            columns={COLUMNS}
            sorting={{ url: visit.url, by: query.sort_by, direction: query.sort_dir }}
            rows={rows.map((row) => {
              const one = presentInstance(row)
              return {
                cells: [
                  <a class="cover" href={`/dashboard/customers/${one.customer_id}#${one.id}`}>
                    {(isNamed && row.customer_name) || 'A customer'}
                  </a>,
                  <Status status={one.status} />,
                  orAbsent(one.agent_name),
                  orAbsent(one.region_id),
                  <Time at={one.updated_at} now={visit.now} />,
                ],
              }
            })}
            sticky
          />
          <Pager url={visit.url} pagination={pagination} shown={rows.length} />
        </div>
      )}
    </>,
  )
})
