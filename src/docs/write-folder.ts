import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/**
 * Makes a folder contain exactly these files, by path. A file with the right content is left untouched, and any other
 * is replaced as a whole, so that several processes can write the same folder while others read it.
 * @param scratch a folder on the same disk for files that are being written.
 */
export function writeFolder(folder: string, files: ReadonlyMap<string, string>, scratch: string): void {
  mkdirSync(folder, { recursive: true })
  mkdirSync(scratch, { recursive: true })
  for (const [path, content] of files) {
    const target = join(folder, path)
    if (contentOf(target)?.equals(Buffer.from(content))) continue
    const part = join(scratch, `${process.pid}.part`)
    writeFileSync(part, content)
    mkdirSync(dirname(target), { recursive: true })
    renameSync(part, target)
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !files.has(relative(folder, path))) rmSync(path, { force: true })
  }
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
