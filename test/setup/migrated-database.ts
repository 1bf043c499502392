import { Client } from 'pg'
import { migrate } from '../../src/admin/migrate.ts'
import { makeOwnDatabase } from './own-database.ts'

/** Makes a database with all migrations on the server of `ownerUrl`; `remove` deletes it. */
export async function makeMigratedDatabase(ownerUrl: string): ReturnType<typeof makeOwnDatabase> {
  const own = await makeOwnDatabase(ownerUrl)
  await oneAtATime(ownerUrl, () => migrate(own.url))
  return own
}

/**
 * Waits for its turn among all test files, then does what changes the server's roles, as migrations do. Roles are
 * shared by all databases of a server, and two changes of one role at the same moment fail.
 */
export async function oneAtATime<Result>(ownerUrl: string, work: () => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(4711)')
    return await work()
  } finally {
    await client.end()
  }
}
