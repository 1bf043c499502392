import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { project } from '../../setup/source-tree.ts'
import { type Edit, edited } from './source-change.ts'

export const root = fileURLToPath(new URL('../../../', import.meta.url))
/** Inside the project, so that copies find its packages. Ignored by git. */
const copies = join(root, '.deep/copies')

const importers = importersOf(project.files)

/**
 * Copies the project with these changes. The copy has its own modules of tests and of what depends on a change, and
 * shares the others with the project, so that they are loaded only once for all copies.
 * @returns the folder.
 */
export function copyProject(name: string, edits: readonly Edit[]): string {
  const copy = join(copies, name)
  const changed = edits.map(({ file }) => file)
  const own = dependents(changed)
  rmSync(copy, { recursive: true, force: true })
  linkFiles(root, copy, (file) => file.startsWith('test/') || own.has(file))
  const texts = new Map(changed.map((file) => [file, readFileSync(join(root, file), 'utf8')]))
  for (const [file, text] of edited(texts, edits)) replaceFile(join(copy, file), text)
  return copy
}

export const removeCopies = () => rmSync(copies, { recursive: true, force: true })

/** Writes a file of a copy. It is deleted first, because it is also a file of the project. */
export function replaceFile(path: string, text: string): void {
  rmSync(path)
  writeFileSync(path, text)
}

/** Links the files of a folder. A module behind a symbolic link is that of the project. */
function linkFiles(from: string, to: string, isOwn: (file: string) => boolean): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (/^(\.|(node_modules|dist)$)/.test(entry.name)) continue
    const [source, link] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) linkFiles(source, link, isOwn)
    else if (isOwn(relative(root, source))) linkSync(source, link)
    else symlinkSync(source, link)
  }
}

/** The files that import each file. */
function importersOf(files: readonly string[]): Map<string, string[]> {
  const pairs = files.flatMap((file) => project.importsOf(file).map(({ from }) => [from, file] as const))
  const byImported = Map.groupBy(pairs, ([from]) => from ?? '')
  return new Map([...byImported].map(([from, all]) => [from, all.map(([, file]) => file)]))
}

/** These files and those that import them, at any depth. */
function dependents(files: readonly string[]): Set<string> {
  const found = new Set<string>()
  const pending = [...files]
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (found.has(file)) continue
    found.add(file)
    // This file reads all migrations.
    pending.push(...(file.startsWith('migrations/') ? ['src/admin/migrate.ts'] : (importers.get(file) ?? [])))
  }
  return found
}
