/** Test files, as paths from the root, with an optional part of the names of their tests. */
export type Tests = { tests: readonly string[]; named?: string }

/** A change to the source that weakens a lock, the check that must fail, and what its output must say. */
export interface SourceChange {
  name: string
  edits: readonly Edit[]
  /** `rules` are those of test/node/sources/, which read the sources. `types` is the type check. */
  check: 'rules' | 'types' | Tests
  says: string
}

/** A change to a file: `find`, which occurs once, is replaced. An empty `find` adds the file. */
export type Edit = { file: string; find: string; replacement: string }

export const replace = (file: string, find: string, replacement: string): Edit => ({ file, find, replacement })

/** Adds code after a text that occurs once. */
export const after = (file: string, find: string, added: string): Edit => replace(file, find, find + added)

/** Adds a file. Only rules see it. */
export const create = (file: string, text: string): Edit => replace(file, '', text)

/**
 * The texts after the changes. @throws if a text to replace does not occur exactly once, because the change is then
 * outdated.
 */
export function edited(texts: ReadonlyMap<string, string>, edits: readonly Edit[]): Map<string, string> {
  const result = new Map(texts)
  for (const { file, find, replacement } of edits) {
    const text = result.get(file) ?? ''
    const isOnce = find === '' ? !result.has(file) : text.split(find).length === 2
    if (!isOnce) throw new Error(`Adapt the change to ${file}, which must contain this text exactly once: ${find}`)
    // A function, because a string could contain `$&`.
    result.set(
      file,
      text.replace(find, () => replacement),
    )
  }
  return result
}
