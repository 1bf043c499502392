/** The address without trailing slashes. @throws if it is not absolute. */
export function baseUrlOf(text: string): string {
  if (!URL.canParse(text))
    throw new TypeError(`baseUrl must be an absolute URL like https://api.example.com, not ${text}.`)
  const { origin, pathname } = new URL(text)
  return origin + pathname.replace(/\/+$/, '')
}

/** The path of an operation. @throws for an id that would make it the path of another operation. */
export function serializePath(path: string, ids: Record<string, unknown>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = String(ids[name] ?? '')
    if (['', '.', '..'].includes(id)) throw new TypeError(`${name} must be an id, not ${JSON.stringify(id)}.`)
    return encodeURIComponent(id)
  })
}

/** The query of a request: several values like `id=1&id=2`, and objects like `metadata[plan]=gold`. */
export function serializeQuery(query: object): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue
    if (Array.isArray(value)) for (const one of value) search.append(name, String(one))
    else if (typeof value !== 'object') search.set(name, String(value))
    else for (const [key, one] of Object.entries(value)) search.set(`${name}[${key}]`, String(one))
  }
  return search.toString()
}
