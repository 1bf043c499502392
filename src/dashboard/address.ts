/** Parameters that are no longer valid for another filter or order. */
const PAGING = ['page', 'cursor']

/** The address with other parameters, from its first page on; undefined removes one. */
export function hrefWith(url: URL, changes: Record<string, string | undefined>): string {
  const query = new URLSearchParams(url.search)
  for (const name of PAGING) query.delete(name)
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name)
    if (value !== undefined) query.set(name, value)
  }
  const text = query.toString()
  return text === '' ? url.pathname : `${url.pathname}?${text}`
}
