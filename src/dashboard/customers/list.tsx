import { admin } from '../../auth/policy.ts'
import { presentSummary, type SummaryRow } from '../../customers/customer.ts'
import { presentCounts, selectCounts } from '../../customers/segments.ts'
import type { CountRow } from '../../db/row-counts.ts'
import type { SQL } from '../../db/sql.ts'
import { operation } from '../../operation.ts'
import { fetchPage } from '../../paging/page.ts'
import { hrefWith } from '../address.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { Pager } from '../parts/pager.tsx'
import { mayWrite } from '../permissions.ts'
import { visitOf } from '../visit.ts'
import { ExportLinks } from './export-links.tsx'
import { CLEARED, Filtered, Filters } from './filters.tsx'
import { addressesOf, type FoundId, selectFoundId } from './found-id.ts'
import { customersFor, listQuery } from './list-query.ts'
import { type CustomerLine, CustomerTable } from './list-table.tsx'
import { NoCustomers, NoMatch, SearchFailed } from './no-customers.tsx'

const route = pageRoute({ id: 'showCustomers', path: '/dashboard/customers', query: listQuery })

export const listPage = operation(admin('customers:read'), route, async (c) => {
  const query = c.req.valid('query')
  const visit = visitOf(c.req.raw)
  const source = customersFor(query, c.var.caller.tenantId)
  const further = [selectCounts(), selectFoundId(query.search)] as SQL<CountRow | FoundId>[]
  const page = await fetchPage<Row, CountRow | FoundId>(c.var, source, query, ...further)
  const { rows, pagination } = page
  const [counted = [], found = []] = page.further
  const counts = presentCounts(counted as CountRow[])
  const leadsTo = addressesOf(found as FoundId[], query.search, c.var.caller)
  if (leadsTo.resource) return c.redirect(leadsTo.resource, 303)
  if (leadsTo.request && rows.length === 0) return c.redirect(leadsTo.request, 303)
  const lines: CustomerLine[] = rows.map((row) => ({
    ...presentSummary(row),
    is_cancelling: row.is_cancelling ?? false,
  }))
  const { total, archived } = counts
  const isEditor = mayWrite(c.var.caller, 'customers')
  const isEmpty = total + archived === 0
  return renderPage(
    c,
    { title: 'Customers', place: 'Customers' },
    <>
      <div class="head">
        <div>
          <h1>Customers</h1>
        </div>
        {isEditor && (
          <div class="actions">
            <a class="button" href="/dashboard/customers/import">
              Import
            </a>
            <a class="button" data-kind="main" href="/dashboard/customers/new">
              New customer
            </a>
          </div>
        )}
      </div>
      {isEmpty ? (
        <NoCustomers origin={visit.url.origin} mayWrite={isEditor} />
      ) : (
        <div class="results" id="results">
          <div class="stack">
            <Filters url={visit.url} query={query} counts={counts} />
            <Filtered url={visit.url} query={query} total={pagination.total} all={query.archived ? archived : total} />
          </div>
          {leadsTo.request && (
            <p class="note">
              {query.search.trim()} is also the id of a request. <a href={leadsTo.request}>Show what it changed</a>
            </p>
          )}
          {lines.length === 0 ? (
            <NoMatch query={query} clear={hrefWith(visit.url, CLEARED)} />
          ) : (
            <CustomerTable visit={visit} lines={lines} query={query} mayWrite={isEditor}>
              <Pager url={visit.url} pagination={pagination} shown={lines.length} />
            </CustomerTable>
          )}
          {lines.length > 0 && <ExportLinks url={visit.url} />}
        </div>
      )}
      <SearchFailed />
    </>,
  )
})

type Row = SummaryRow & { is_cancelling: boolean | null }
