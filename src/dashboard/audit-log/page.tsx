import { type AuditRow, present } from '../../audit-log/audit-entry.ts'
import { entriesIn } from '../../audit-log/entries.ts'
import { admin, mayRead } from '../../auth/policy.ts'
import { sql } from '../../db/sql.ts'
import { operation } from '../../operation.ts'
import { fetchPage } from '../../paging/page.ts'
import { hrefWith } from '../address.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { Blank } from '../parts/blank.tsx'
import { NothingFound } from '../parts/nothing-found.tsx'
import { Pager } from '../parts/pager.tsx'
import { visitOf } from '../visit.ts'
import { EntryRow } from './entry.tsx'
import { AuditFilters } from './filters.tsx'
import { auditQuery, CLEARED, filtersOf, hasFilters } from './query.ts'
import { RESOURCE_NAME } from './resource-name.ts'

const route = pageRoute({ id: 'showAuditLog', path: '/dashboard/audit-log', query: auditQuery })

type Row = AuditRow & { actor_name: string | null; resource_name: string | null }

export const auditPage = operation(admin('audit-log:read'), route, async (c) => {
  const query = c.req.valid('query')
  const visit = visitOf(c.req.raw)
  const source = {
    ...entriesIn(filtersOf(query)),
    lookups: [sql`(select k.name from api_keys k where k.id = page.actor_key_id) as actor_name`, RESOURCE_NAME],
  }
  const { rows, pagination } = await fetchPage<Row>(c.var, source, query)
  // The transaction has now confirmed what the key can read.
  const { caller } = c.var
  const isNamed = mayRead(caller, 'api-keys')
  const entries = rows.map((row) => ({
    ...present(row, caller),
    actor_name: isNamed ? row.actor_name : null,
    resource_name: row.resource_name,
  }))
  return renderPage(
    c,
    { title: 'Audit log', place: 'Audit log' },
    <>
      <div class="head">
        <div>
          <h1>Audit log</h1>
          <p class="under">Every change, newest first. Entries are never changed or deleted.</p>
        </div>
      </div>
      <AuditFilters visit={visit} query={query} total={pagination.total} />
      {entries.length === 0 ? (
        <NoChanges clear={hasFilters(query) ? hrefWith(visit.url, CLEARED) : undefined} />
      ) : (
        <div>
          <ul class="rows">
            {entries.map((entry) => (
              <EntryRow entry={entry} visit={visit} isOpen={query.request_id !== undefined} />
            ))}
          </ul>
          <Pager url={visit.url} pagination={pagination} shown={entries.length} />
        </div>
      )}
    </>,
  )
})

/** `clear` is the address without filters; undefined if none is set. */
function NoChanges({ clear }: { clear: string | undefined }) {
  const why = 'Requests that only read data or were rejected have no entry.'
  if (clear === undefined) return <Blank title="No changes yet" text={why} />
  return <NothingFound text={`No change matches all of these filters. ${why}`} noun="changes" clear={clear} />
}
