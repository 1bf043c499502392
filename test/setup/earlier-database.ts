import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { migrate } from '../../src/admin/migrate.ts'
import { oneAtATime } from './migrated-database.ts'
import { makeOwnDatabase } from './own-database.ts'

const all = fileURLToPath(new URL('../../migrations/', import.meta.url).href)

/** A database of its own as it was before the migration of this number, for the work; gone after it. */
export async function withDatabaseBefore(number: string, work: (url: string) => Promise<void>): Promise<void> {
  const own = await makeOwnDatabase(inject('database').ownerUrl)
  const directory = await mkdtemp(join(tmpdir(), 'customers-before-'))
  try {
    for (const name of await readdir(all)) if (name < number) await cp(join(all, name), join(directory, name))
    await oneAtATime(inject('database').ownerUrl, () => migrate(own.url, { directory }))
    await work(own.url)
  } finally {
    await rm(directory, { recursive: true })
    await own.remove()
  }
}
