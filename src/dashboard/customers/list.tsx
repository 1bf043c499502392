import { admin } from '../../auth/policy.ts'
import { presentSummary, type SummaryRow } from '../../customers/customer.ts'
import { operation } from '../../operation.ts'
import { fetchPage } from '../../paging/page.ts'
import { hrefWith } from '../address.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { Pager } from '../parts/pager.tsx'
import { mayWrite } from '../permissions.ts'
import { visitOf } from '../visit.ts'
import { CLEARED, Filtered, Filters } from './filters.tsx'
import { customersFor, listQuery, type Total, totals } from './list-query.ts'
import { type CustomerLine, CustomerTable } from './list-table.tsx'
import { NoCustomers, NothingFound } from './no-customers.tsx'

const route = pageRoute({ id: 'showCustomers', path: '/dashboard/customers', query: listQuery })

export const listPage = operation(admin('customers:read'), route, async (c) => {
  const query = c.req.valid('query')
  const visit = visitOf(c.req.raw)
  const source = customersFor(query, c.var.caller.tenantId)
  const { rows, pagination, further } = await fetchPage<SummaryRow & Extra>(c.var, source, query, totals)
  const counts = Object.fromEntries(((further[0] ?? []) as Total[]).map((row) => [row.kind, row.count]))
  const lines: CustomerLine[] = rows.map((row) => ({
    ...presentSummary(row),
    failed_instance_count: row.failed_instance_count,
    is_cancelling: row.is_cancelling ?? false,
  }))
  const total = counts.customers ?? 0
  const archived = counts.archived_customers ?? 0
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
            <Filters url={visit.url} query={query} counts={{ archived }} />
            <Filtered url={visit.url} query={query} total={pagination.total} all={query.archived ? archived : total} />
          </div>
          {lines.length === 0 ? (
            <NothingFound query={query} clear={hrefWith(visit.url, CLEARED)} />
          ) : (
            <CustomerTable visit={visit} lines={lines} query={query} mayWrite={isEditor}>
              <Pager url={visit.url} pagination={pagination} shown={lines.length} />
            </CustomerTable>
          )}
        </div>
      )}
    </>,
  )
})

interface Extra {
  failed_instance_count: number
  is_cancelling: boolean | null
}
