/**
 * The names of path parameters that are not percent-encoded UTF-8; the framework would use them undecoded. `template`
 * is the route's path, such as `/v1/customers/{customer_id}`.
 */
export function undecodableParameters(url: string, template: string): string[] {
  if (!url.includes('%')) return []
  const segments = new URL(url).pathname.split('/')
  return template.split('/').flatMap((part, index) => {
    const [, name] = /^\{(.+)\}$/.exec(part) ?? []
    return name === undefined || decode(segments[index] ?? '') !== undefined ? [] : [name]
  })
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** A query parameter without a usable value. `name` is undefined if the name itself cannot be decoded. */
export interface UnusableParameter {
  name: string | undefined
  reason: 'undecodable' | 'repeated'
}

/**
 * The query as one value per name, and the parameters that are repeated, and therefore ambiguous, or are not
 * percent-encoded UTF-8, which `URLSearchParams` would replace. A parameter that is one of `lists` may be repeated.
 * `metadata[plan]=gold` is the entry `plan` of `metadata` if that is one of `maps`. Maps cannot be nested, so
 * `metadata[a][b]` is a separate parameter.
 */
export function readQuery(url: string, { maps, lists }: { maps: readonly string[]; lists: readonly string[] }) {
  const values = new Map<string, string | string[] | Map<string, string>>()
  const unusable: UnusableParameter[] = []
  for (const pair of new URL(url).search.slice(1).split('&')) {
    if (pair === '') continue
    const [encodedName = '', encodedValue = ''] = pair.replaceAll('+', ' ').split(/=(.*)/s)
    const [name, value] = [decode(encodedName), decode(encodedValue)]
    if (name === undefined || value === undefined) unusable.push({ name, reason: 'undecodable' })
    if (name === undefined) continue

    const [, group = '', key = ''] = /^(\w+)\[((?:(?!\]\[).)*)\]$/s.exec(name) ?? []
    const entries = maps.includes(group) ? (values.get(group) ?? new Map<string, string>()) : undefined
    const list = lists.includes(name) ? (values.get(name) ?? []) : undefined
    if (entries instanceof Map && !entries.has(key)) values.set(group, entries.set(key, value ?? ''))
    else if (Array.isArray(list)) values.set(name, [...list, value ?? ''])
    else if (entries === undefined && !values.has(name)) values.set(name, value ?? '')
    else unusable.push({ name, reason: 'repeated' })
  }
  return { query: Object.fromEntries(values), unusable: distinct(unusable) }
}

/** One entry for each name, the first one. */
function distinct(parameters: UnusableParameter[]): UnusableParameter[] {
  return parameters.filter(({ name }, index) => parameters.findIndex((other) => other.name === name) === index)
}
