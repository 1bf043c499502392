import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exportsIn, type Import, importsIn } from './imports.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** All files in a folder, as paths from the root. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

export const read = (file: string) => readFileSync(join(root, file), 'utf8')

const parsed = new Map<string, Import[]>()

/** Everything that a file imports, by symbol. */
export function importsOf(file: string): Import[] {
  const imports = parsed.get(file) ?? importsIn(file, read(file))
  parsed.set(file, imports)
  return imports
}

/** The names of the values that a file exports. */
export const exportsOf = (file: string): string[] => exportsIn(read(file))

/** The TypeScript files of a deployment: those of `src` except the operator's and the developer's programs. */
export const workerFiles = filesBelow('src').filter((file) => /^src\/(?!admin\/|local\/).*\.ts$/.test(file))
