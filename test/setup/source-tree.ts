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

/** Everything that a file imports, by symbol. */
export const importsOf = (file: string, text = read(file)): Import[] => importsIn(file, text)

/** TypeScript files and their texts, by path from the root. */
export type Sources = ReadonlyMap<string, string>

/** The sources of a project, as seen by the rules in test/node/sources/. */
export interface Project {
  /** All files of `src`. */
  files: readonly string[]
  /** The deployed files: all except the programs of the operator, the developer and the build. */
  workerFiles: readonly string[]
  /** Empty for a file that does not exist. */
  read(file: string): string
  importsOf(file: string): Import[]
  /** The names of the values that a file exports. */
  exportsOf(file: string): string[]
}

/** The project with these sources. */
export function projectOf(sources: Sources): Project {
  const files = [...sources.keys()].sort()
  const text = (file: string) => sources.get(file) ?? ''
  return {
    files,
    workerFiles: files.filter((file) => !/^src\/(admin|docs|local)\//.test(file)),
    read: text,
    importsOf: (file) => importsOf(file, text(file)),
    exportsOf: (file) => exportsIn(text(file)),
  }
}

/** The sources of this project. */
export const sources: Sources = new Map(
  filesBelow('src')
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => [file, read(file)]),
)

export const project = projectOf(sources)
