/** Parameters that are no longer valid for another filter or order. */
const PAGING = ['page', 'cursor']

/** The address with other parameters, from its first page on; undefined removes one, a list repeats it. */
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

/** The values of a filter with one more, or without it if it is one of them. */
export function toggled<Value extends string>(values: readonly Value[] = [], value: Value): Value[] {
  return values.includes(value) ? values.filter((one) => one !== value) : [...values, value]
}
