import { z } from '@hono/zod-openapi'
import { admin, mayRead } from '../../auth/policy.ts'
import { operation } from '../../operation.ts'
import { fetchPage, pagingQuery } from '../../paging/page.ts'
import { rulesIn, sorting } from '../../rules/list-source.ts'
import type { RuleRow } from '../../rules/rule.ts'
import { queryBoolean, uuid } from '../../validation/fields.ts'
import { hrefWith } from '../address.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { Badge, Tag } from '../parts/badge.tsx'
import { Blank } from '../parts/blank.tsx'
import { Chips } from '../parts/chips.tsx'
import { OWNER_NAME, Owner, ownerName } from '../parts/owner.tsx'
import { Pager } from '../parts/pager.tsx'
import { Table } from '../parts/table.tsx'
import { mayWrite } from '../permissions.ts'
import { visitOf } from '../visit.ts'

const route = pageRoute({
  id: 'showRules',
  path: '/dashboard/rules',
  query: z.object({
    ...{ ...pagingQuery, ...sorting },
    ...{ customer_id: uuid.optional(), active_only: queryBoolean.default(false), all: queryBoolean.default(false) },
  }),
})

const COLUMNS = [
  { label: 'Rule', sort: 'name' },
  { label: 'Event', drop: 2 as const },
  { label: 'Applies to', drop: 1 as const },
  { label: 'State', drop: 3 as const },
  { label: 'Priority', sort: 'priority', number: true },
]

type Row = RuleRow & { customer_name: string | null }

const EVERYONE = 'All customers'

/** The defaults of the tenant, the rules of one customer, or all rules. */
export const listPage = operation(admin('rules:read'), route, async (c) => {
  const query = c.req.valid('query')
  const { customer_id, all, active_only } = query
  const visit = visitOf(c.req.raw)
  const defaults_only = customer_id === undefined && !all
  const source = {
    ...rulesIn(
      { ...query, customer_id: customer_id === undefined ? undefined : [customer_id], defaults_only },
      c.var.caller,
    ),
    lookups: [OWNER_NAME],
  }
  const { rows, pagination } = await fetchPage<Row>(c.var, source, query)
  const isNamed = mayRead(c.var.caller, 'customers')
  const to = (changes: Record<string, string | undefined>) =>
    hrefWith(visit.url, { customer_id: undefined, all: undefined, ...changes })
  const chips = [
    { label: 'Defaults', active: defaults_only, href: to({}) },
    { label: 'All rules', active: all, href: to({ all: 'true' }) },
    {
      label: 'Active',
      active: active_only,
      href: hrefWith(visit.url, { active_only: active_only ? undefined : 'true' }),
    },
    ...(customer_id === undefined
      ? []
      : [{ label: (isNamed && rows[0]?.customer_name) || 'One customer', active: true, href: to({}) }]),
  ]
  const ownerOf = (row: Row) =>
    row.customer_id === null ? (
      <Tag>{EVERYONE}</Tag>
    ) : (
      <Owner customer={{ ...row, customer_id: row.customer_id }} isNamed={isNamed} />
    )
  const suffix = customer_id === undefined ? '' : `?customer_id=${customer_id}`
  return renderPage(
    c,
    { title: 'Rules', place: 'Rules' },
    <>
      <div class="head">
        <div>
          <h1>Rules</h1>
          <p class="under">
            Defaults apply to every customer, unless a rule of the customer with the same key overrides them.
          </p>
        </div>
        {mayWrite(c.var.caller, 'rules') && (
          <div class="actions">
            <a class="button" data-kind="main" href={`/dashboard/rules/new${suffix}`}>
              New rule
            </a>
          </div>
        )}
      </div>
      <Chips label="Filters" chips={chips} />
      {rows.length === 0 ? (
        <Blank title="No rules" text="A rule performs actions when an event happens, such as a missed call." />
      ) : (
        <div>
          <Table
            caption="Rules"
            columns={COLUMNS}
            sorting={{ url: visit.url, by: query.sort_by, direction: query.sort_dir }}
            rows={rows.map((row) => ({
              cells: [
                <>
                  <a class="cover" href={`/dashboard/rules/${row.id}`}>
                    {row.name}
                  </a>
                  {/* Where there is no room for the column. */}
                  <small class="narrow">{row.customer_id === null ? EVERYONE : ownerName(row, isNamed)}</small>
                </>,
                row.trigger_event,
                ownerOf(row),
                row.is_active ? <Badge tone="green">Active</Badge> : <Badge tone="grey">Inactive</Badge>,
                row.priority,
              ],
            }))}
            sticky
          />
          <Pager url={visit.url} pagination={pagination} shown={rows.length} />
        </div>
      )}
    </>,
  )
})
