import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** All files in a folder, as paths from the root. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

export const read = (file: string) => readFileSync(join(root, file), 'utf8')

/** What a file imports, including types: files as paths from the root, packages by name. */
export function importsOf(file: string): { name: string; typeOnly: boolean }[] {
  const found = read(file).matchAll(
    /^(?:import|export)( type)?\b[^'"`;]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm,
  )
  return [...found].map(([, type, from, bare, dynamic]) => {
    const name = from ?? bare ?? dynamic ?? ''
    return { name: name.startsWith('.') ? join(dirname(file), name) : name, typeOnly: type !== undefined }
  })
}
