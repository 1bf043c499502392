import { Client } from 'pg'
import { migrate } from '../../src/admin/migrate.ts'
import { createDatabase } from './own-database.ts'

/** Creates a database with all migrations on the server of `ownerUrl`; `remove` deletes it. */
export async function createMigratedDatabase(ownerUrl: string): ReturnType<typeof createDatabase> {
  const own = await createDatabase(ownerUrl)
  await oneAtATime(ownerUrl, () => migrate(own.url))
  return own
}

/**
 * Waits until no other test file changes the server's roles, then does work that does, such as migrations. Roles are
 * shared by all databases of a server, and two simultaneous changes of one role fail.
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
