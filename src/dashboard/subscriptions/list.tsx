import { z } from '@hono/zod-openapi'
import { admin, mayRead } from '../../auth/policy.ts'
import { sql } from '../../db/sql.ts'
import { operation } from '../../operation.ts'
import { customerOwned, OWNED_ORDERS } from '../../paging/customer-owned.ts'
import { fetchPage, pagingQuery, sortingQuery } from '../../paging/page.ts'
import { presentSubscription, SUBSCRIPTION_STATUSES, type SubscriptionRow } from '../../subscriptions/subscription.ts'
import { several } from '../../validation/fields.ts'
import { hrefWith } from '../address.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { Status, statusOf } from '../parts/badge.tsx'
import { Blank } from '../parts/blank.tsx'
import { Chips } from '../parts/chips.tsx'
import { orAbsent } from '../parts/facts.tsx'
import { price } from '../parts/money.ts'
import { Pager } from '../parts/pager.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { visitOf } from '../visit.ts'

const route = pageRoute({
  id: 'showSubscriptions',
  path: '/dashboard/subscriptions',
  query: z.object({
    ...pagingQuery,
    ...sortingQuery(OWNED_ORDERS, 'Sort field.'),
    status: several(z.enum(SUBSCRIPTION_STATUSES)),
  }),
})

const COLUMNS: readonly Column[] = [
  { label: 'Customer' },
  { label: 'Status' },
  { label: 'Plan', drop: 2 },
  { label: 'Price', drop: 3 },
  { label: 'Changed', sort: 'updated_at', number: true, drop: 1 },
]

type Row = SubscriptionRow & { customer_name: string | null }

export const listPage = operation(admin('subscriptions:read'), route, async (c) => {
  const query = c.req.valid('query')
  const visit = visitOf(c.req.raw)
  const source = {
    ...customerOwned('subscriptions', query, c.var.caller),
    lookups: [
      sql`(select coalesce(c.company_name, c.email) from customers c where c.id = page.customer_id) as customer_name`,
    ],
  }
  const { rows, pagination } = await fetchPage<Row>(c.var, source, query)
  const isNamed = mayRead(c.var.caller, 'customers')
  const chips = SUBSCRIPTION_STATUSES.map((status) => {
    const active = query.status?.includes(status) ?? false
    return { label: statusOf(status)[1], active, href: hrefWith(visit.url, { status: active ? undefined : status }) }
  })
  return renderPage(
    c,
    { title: 'Subscriptions', place: 'Subscriptions' },
    <>
      <div class="head">
        <h1>Subscriptions</h1>
      </div>
      <Chips label="Filters" chips={chips} />
      {rows.length === 0 ? (
        <Blank title="Nothing here" text="None of the subscriptions matches." />
      ) : (
        <div>
          <Table
            caption="Subscriptions"
            columns={COLUMNS}
            sorting={{ url: visit.url, by: query.sort_by, direction: query.sort_dir }}
            rows={rows.map((row) => {
              const one = presentSubscription(row)
              return {
                cells: [
                  <a class="cover" href={`/dashboard/customers/${one.customer_id}#${one.id}`}>
                    {(isNamed && row.customer_name) || 'A customer'}
                  </a>,
                  <Status status={one.status} />,
                  orAbsent(one.product_tier_name),
                  orAbsent(one.amount_cents !== null && one.currency ? price(one.amount_cents, one.currency) : null),
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
