/** Parameters that a change of filter or sort order makes invalid. */
const PAGING = ['page', 'cursor']

/** The address with other parameters, at its first page. Undefined removes a parameter; a list repeats it. */
export function hrefWith(url: URL, changes: Record<string, string | readonly string[] | undefined>): string {
  const query = new URLSearchParams(url.search)
  for (const name of PAGING) query.delete(name)
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name)
    for (const one of value === undefined ? [] : [value].flat()) query.append(name, one)
  }
  const text = query.toString()
  return text === '' ? url.pathname : `${url.pathname}?${text}`
}

/** The values of a filter with this value added or, if it is one of them, removed. */
export function toggled<Value extends string>(values: readonly Value[] = [], value: Value): Value[] {
  return values.includes(value) ? values.filter((one) => one !== value) : [...values, value]
}
