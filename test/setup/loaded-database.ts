import { inject } from 'vitest'
import { type LoadedTenants, load } from '../bench/servers/database/load.ts'
import { explainAs } from './explain.ts'
import { createMigratedDatabase } from './migrated-database.ts'
import './provided.ts'

export interface LoadedDatabase {
  /** Connects as its owner. */
  url: string
  tenants: LoadedTenants
  /** Explains statements as the big tenant's admin. */
  explain: Awaited<ReturnType<typeof explainAs>>['explain']
  remove: () => Promise<void>
}

/** Creates a database with tenants of these sizes. */
export async function createLoadedDatabase(sizes: Parameters<typeof load>[1]): Promise<LoadedDatabase> {
  const own = await createMigratedDatabase(inject('database').ownerUrl)
  const tenants = await load(own.url, sizes, () => undefined)
  const loginUrl = new URL(inject('database').loginUrl)
  loginUrl.pathname = new URL(own.url).pathname
  const session = await explainAs(loginUrl.href, tenants.big)
  const remove = async () => {
    await session.close()
    await own.remove()
  }
  return { url: own.url, tenants, explain: session.explain, remove }
}
