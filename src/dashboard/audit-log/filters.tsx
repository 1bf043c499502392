import { AUDITED_OPERATIONS, RESOURCE_TYPES } from '../../audit-log/audit-entry.ts'
import { hrefWith } from '../address.ts'
import { Disclosure } from '../parts/disclosure.tsx'
import { Field, Select } from '../parts/field.tsx'
import { Found } from '../parts/found.tsx'
import type { Visit } from '../visit.ts'
import { type AuditQuery, CLEARED, hasFilters } from './query.ts'
import { wordsOf } from './words.ts'

const ANY = { value: '', label: 'Any' }
const TYPES = [ANY, ...RESOURCE_TYPES.map((value) => ({ value, label: wordsOf(value) }))]
const OPERATIONS = [ANY, ...AUDITED_OPERATIONS.map((value) => ({ value, label: wordsOf(value) }))]

/** The filters and the number of matching entries. */
export function AuditFilters({ visit, query, total }: { visit: Visit; query: AuditQuery; total: number }) {
  const isFiltered = hasFilters(query)
  return (
    <div class="stack">
      <form class="stack" action={visit.url.pathname}>
        <Field
          name="request_id"
          label="Request id"
          hint="Paste one from an error, a log or the X-Request-Id header."
          value={query.request_id}
          type="search"
        />
        <Disclosure label="More filters" open={isFiltered}>
          <div class="fields">
            <Select name="resource_type" label="Resource" value={query.resource_type ?? ''} options={TYPES} />
            <Select name="operation" label="Operation" value={query.operation ?? ''} options={OPERATIONS} />
            <Field name="resource_id" label="Resource id" value={query.resource_id} />
            <Field name="actor_key_id" label="API key id" value={query.actor_key_id} />
            <Field name="since" label="From" type="date" value={query.since} />
            <Field name="until" label="To" type="date" value={query.until} />
          </div>
        </Disclosure>
        <div class="actions">
          <button class="button" type="submit">
            Filter
          </button>
        </div>
      </form>
      <Found total={total} noun={['change', 'changes']} clear={isFiltered ? hrefWith(visit.url, CLEARED) : undefined} />
    </div>
  )
}
