import { z } from '@hono/zod-openapi'
import { admin, mayRead } from '../../auth/policy.ts'
import { and } from '../../db/sql.ts'
import { operation } from '../../operation.ts'
import { customerOwned, OWNED_ORDERS } from '../../paging/customer-owned.ts'
import { fetchPage, pagingQuery, sortingQuery } from '../../paging/page.ts'
import { AT_RISK, CANCELLING } from '../../subscriptions/at-risk.ts'
import { presentSubscription, SUBSCRIPTION_STATUSES, type SubscriptionRow } from '../../subscriptions/subscription.ts'
import { queryBoolean, several, uuid } from '../../validation/fields.ts'
import { hrefWith, toggled } from '../address.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { Status, SUBSCRIPTION_ORDER, statusOf } from '../parts/badge.tsx'
import { Blank } from '../parts/blank.tsx'
import { Chips } from '../parts/chips.tsx'
import { Found } from '../parts/found.tsx'
import { NothingFound } from '../parts/nothing-found.tsx'
import { OWNER_NAME, Owner } from '../parts/owner.tsx'
import { Pager } from '../parts/pager.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { type Visit, visitOf } from '../visit.ts'
import { PeriodEnd, Price, planOf, StripeLink } from './cells.tsx'

const route = pageRoute({
  id: 'showSubscriptions',
  path: '/dashboard/subscriptions',
  query: z.object({
    ...pagingQuery,
    ...sortingQuery(OWNED_ORDERS, 'Sort field.'),
    status: several(z.enum(SUBSCRIPTION_STATUSES)),
    customer_id: several(uuid),
    // As on the overview.
    at_risk: queryBoolean.optional(),
    cancelling: queryBoolean.optional(),
  }),
})

const COLUMNS: readonly Column[] = [
  { label: 'Customer' },
  { label: 'Status' },
  { label: 'Plan', drop: 2 },
  { label: 'Price', number: true, drop: 1 },
  { label: 'Renews or ends', drop: 2 },
  { label: 'Stripe', drop: 3 },
  { label: 'Updated', sort: 'updated_at', number: true, drop: 3 },
]
const CLEARED = { status: undefined, customer_id: undefined, at_risk: undefined, cancelling: undefined }

type Row = SubscriptionRow & { customer_name: string | null }

export const listPage = operation(admin('subscriptions:read'), route, async (c) => {
  const query = c.req.valid('query')
  const visit = visitOf(c.req.raw)
  const { at_risk, cancelling } = query
  const owned = customerOwned('subscriptions', query, c.var.caller)
  const source = {
    ...owned,
    matching: and(owned.matching, at_risk === true && AT_RISK, cancelling === true && CANCELLING),
    counters: at_risk || cancelling ? undefined : owned.counters,
    lookups: [OWNER_NAME],
  }
  const { rows, pagination } = await fetchPage<Row>(c.var, source, query)
  const isNamed = mayRead(c.var.caller, 'customers')
  const clear = query.status || query.customer_id || at_risk || cancelling ? hrefWith(visit.url, CLEARED) : undefined
  const chips = SUBSCRIPTION_ORDER.map((status) => ({
    label: statusOf(status)[1],
    active: query.status?.includes(status) ?? false,
    href: hrefWith(visit.url, { status: toggled(query.status, status) }),
  }))
  for (const [name, label, active = false] of [
    ['at_risk', 'At risk', at_risk],
    ['cancelling', 'Canceling', cancelling],
  ] as const) {
    chips.push({ label, active, href: hrefWith(visit.url, { [name]: active ? undefined : 'true' }) })
  }
  if (query.customer_id) {
    const label = query.customer_id.length === 1 ? 'One customer' : `${query.customer_id.length} customers`
    chips.push({ label, active: true, href: hrefWith(visit.url, { customer_id: undefined }) })
  }
  return renderPage(
    c,
    { title: 'Subscriptions', place: 'Subscriptions' },
    <>
      <div class="head">
        <h1>Subscriptions</h1>
      </div>
      <div class="stack">
        <Chips label="Filters" chips={chips} />
        <Found total={pagination.total} noun={['subscription', 'subscriptions']} clear={clear} />
      </div>
      {rows.length === 0 && <NoSubscriptions clear={clear} />}
      {rows.length > 0 && (
        <div>
          <Table
            caption="Subscriptions"
            columns={COLUMNS}
            sorting={{ url: visit.url, by: query.sort_by, direction: query.sort_dir }}
            rows={rows.map((row) => ({ cells: cellsOf(row, isNamed, visit) }))}
            sticky
          />
          <Pager url={visit.url} pagination={pagination} shown={rows.length} />
        </div>
      )}
    </>,
  )
})

function cellsOf(row: Row, isNamed: boolean, visit: Visit) {
  const one = presentSubscription(row)
  return [
    <Owner customer={row} isNamed={isNamed} cover />,
    <Status status={one.status} />,
    planOf(one),
    <Price one={one} />,
    <PeriodEnd one={one} now={visit.now} />,
    <StripeLink one={one} visit={visit} />,
    <Time at={one.updated_at} now={visit.now} />,
  ]
}

function NoSubscriptions({ clear }: { clear: string | undefined }) {
  if (clear === undefined) return <Blank title="No subscriptions yet" text={WHY} />
  return <NothingFound text="No subscription matches all of these filters." noun="subscriptions" clear={clear} />
}

const WHY =
  'Subscriptions come from Stripe and cannot be changed here. A subscription appears as soon as Stripe reports it ' +
  'for a customer that is linked to Stripe.'
