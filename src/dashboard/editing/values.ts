/** Fields of a form as text, by name. An empty field is missing. */
export type Values = Readonly<Record<string, string>>

/** The names of the fields in which two versions differ, those of `order` first. */
export function differences(one: Values, other: Values, order: readonly string[] = []): string[] {
  const names = [...new Set([...order, ...Object.keys(one), ...Object.keys(other)])]
  return names.filter((name) => (one[name] ?? '') !== (other[name] ?? ''))
}

/** The values that a page sent along with its form. Empty if the text is not valid JSON. */
export function valuesFrom(json: string): Values {
  try {
    const value: unknown = JSON.parse(json)
    const entries = Object.entries(Object(value)).filter(([, one]) => typeof one === 'string')
    return Object.fromEntries(entries) as Values
  } catch {
    return {}
  }
}

/**
 * The values that a form stands for: what `read` finds in its fields or, after a conflict, what the user chose where
 * both had changed a field. `was` is what the page sent along.
 */
export function sentIn(form: FormData, read: (was: Values) => Values): Values {
  const [theirs = {}, merged = {}] = ['was', 'is'].map((name) => valuesFrom(String(form.get(name) ?? '')))
  if (!form.has('is')) return read(theirs)
  const entries = Object.entries(merged).map(([name, value]) => {
    return [name, form.get(`choose.${name}`) === 'theirs' ? (theirs[name] ?? '') : value] as const
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}
