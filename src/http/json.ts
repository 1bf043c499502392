/** A parsed JSON value and all values within it, at any depth. */
export function* valuesIn(value: unknown): Generator<unknown> {
  const open = [value]
  while (open.length > 0) {
    const next = open.pop()
    yield next
    if (typeof next !== 'object' || next === null) continue
    for (const inner of Object.values(next)) open.push(inner)
  }
}

/** The keys of a parsed JSON value itself; none unless it is an object. */
export function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
}
