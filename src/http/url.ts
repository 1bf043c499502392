/**
 * The names of path parameters that are not percent-encoded UTF-8; the framework would use them undecoded. `template`
 * is the route's path, such as `/v1/customers/{customer_id}`.
 */
export function undecodableParameters(url: string, template: string): string[] {
  if (!url.includes('%')) return []
  const segments = new URL(url).pathname.split('/')
  return template.split('/').flatMap((part, index) => {
    const [, name] = /^\{(.+)\}$/.exec(part) ?? []
    return name === undefined || isDecodable(segments[index] ?? '') ? [] : [name]
  })
}

function isDecodable(segment: string): boolean {
  try {
    decodeURIComponent(segment)
    return true
  } catch {
    return false
  }
}

/**
 * The query as one value per name, and the names that are repeated and therefore ambiguous. `metadata[plan]=gold` is
 * the entry `plan` of `metadata` if that is one of `maps`.
 */
export function readQuery(url: string, maps: readonly string[]) {
  const values = new Map<string, string | Map<string, string>>()
  const repeated = new Set<string>()
  for (const [name, value] of url.includes('?') ? new URL(url).searchParams : []) {
    const [, group = '', key = ''] = /^(\w+)\[(.*)\]$/s.exec(name) ?? []
    const entries = maps.includes(group) ? (values.get(group) ?? new Map<string, string>()) : undefined
    if (entries instanceof Map && !entries.has(key)) values.set(group, entries.set(key, value))
    else if (entries === undefined && !values.has(name)) values.set(name, value)
    else repeated.add(name)
  }
  return { query: Object.fromEntries(values), repeated: [...repeated] }
}
