import { randomBytes } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'

/**
 * Writes a file that only its owner may read (mode 0600), whole or not at all:
 * a run that is killed meanwhile leaves the earlier text.
 */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' })
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** Writes a value as JSON, as `writePrivateFile` does. */
export async function writePrivateJson(file: string, value: unknown): Promise<void> {
  await writePrivateFile(file, `${JSON.stringify(value, null, 2)}\n`)
}

/**
 * Reads a JSON file. Returns `undefined` if it does not exist.
 * @throws when it cannot be read or is no JSON, with a sentence that names the file.
 */
export async function readPrivateJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code === 'EACCES') throw new Error(`${file} belongs to another user.`)
    throw new Error(`${file} cannot be read: ${message}`)
  }
}
