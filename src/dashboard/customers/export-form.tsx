import { Form } from '../parts/form.tsx'
import type { Visit } from '../visit.ts'
import type { ListQuery } from './list-query.ts'

/** Downloads the customers of the list. The filters that only the dashboard has cannot be exported. */
export function ExportForm({ visit, query }: { visit: Visit; query: ListQuery }) {
  if (query.archived !== undefined || query.failed_instances !== undefined) return null
  return (
    <Form visit={visit} action="/dashboard/customers/export" class="actions">
      <input type="hidden" name="query" value={visit.url.searchParams.toString()} />
      <button class="button" data-kind="quiet" type="submit" name="format" value="csv">
        Download CSV
      </button>
      <button class="button" data-kind="quiet" type="submit" name="format" value="ndjson">
        Download NDJSON
      </button>
    </Form>
  )
}
