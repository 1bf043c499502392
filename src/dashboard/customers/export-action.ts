import type { Action } from '../action.ts'

/** The parameters of the list that the export does not have. */
const PAGING = ['page', 'page_size', 'limit', 'cursor', 'include_total', 'failed_instances', 'archived', 'format']

/** Streams the export of the API. A search includes archived customers, as in the list. */
export const exportAction: Action<'/dashboard/customers/export'> = {
  path: '/dashboard/customers/export',
  async run({ text, stream }) {
    const query = new URLSearchParams(text('query'))
    for (const name of PAGING) query.delete(name)
    for (const [name, value] of [...query]) if (value === '') query.delete(name)
    if (query.has('search')) {
      query.set('search_in', 'all')
      query.set('include_archived', 'true')
    }
    query.set('format', text('format') === 'ndjson' ? 'ndjson' : 'csv')
    return stream(`/v1/customers/export?${query}`)
  },
}
