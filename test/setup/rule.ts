/** A comparison of what is found with a fixed list. */
export interface Rule<Search> {
  /** What holds, as the name of a test. */
  promise: string
  /** What to do if it does not hold. */
  advice: string
  /** The facts that must be found, each a sentence without its full stop. No others may be. */
  expected: readonly string[]
  /** How the facts are found. */
  found: Search
}

/** The facts in which two lists differ: `+` is not expected, `-` is expected and not found. */
export function differencesOf(found: readonly string[], expected: readonly string[]): string[] {
  const missing = [...expected]
  const unexpected = found.filter((fact) => {
    const index = missing.indexOf(fact)
    if (index >= 0) missing.splice(index, 1)
    return index < 0
  })
  return [...unexpected.map((fact) => `+ ${fact}`), ...missing.map((fact) => `- ${fact}`)].sort()
}
