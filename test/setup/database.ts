import type { TestProject } from 'vitest/node'
import { startThrowAwayCluster } from '../../src/local/postgres/throw-away.ts'
import { allowStripeSecrets, prepareStack } from '../../src/local/stack.ts'
import { startFaultServer } from './fault-server.ts'
import { type ProvidedDatabase, STRIPE_SECRET } from './provided.ts'

type SharedDatabase = { users: number; started: Promise<{ database: ProvidedDatabase; remove(): Promise<void> }> }

/** Each project loads its own copy of this file in the same process, so shared state is stored in a global. */
const shared = globalThis as { testDatabase?: SharedDatabase }

/** Starts one temporary database for all projects of a run. The last project that ends deletes it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.testDatabase ??= { users: 0, started: start() }
  const current = shared.testDatabase
  current.users += 1
  const { database, remove } = await current.started
  project.provide('database', database)

  return async () => {
    current.users -= 1
    if (current.users > 0) return
    delete shared.testDatabase
    await remove()
  }
}

async function start() {
  const cluster = await startThrowAwayCluster((line) => console.error(line))
  try {
    const { endpoint, loginUrl } = await prepareStack(cluster)
    await allowStripeSecrets(cluster.ownerUrl, [STRIPE_SECRET])
    const faults = await startFaultServer(endpoint.url)
    const { ownerUrl, superuserUrl } = cluster
    const database: ProvidedDatabase = {
      ...{ ownerUrl, loginUrl, superuserUrl },
      ...{ endpoint: endpoint.url, faults: faults.url },
    }
    return {
      database,
      async remove() {
        faults.close()
        await endpoint.close()
        await cluster.remove()
      },
    }
  } catch (error) {
    await cluster.remove()
    throw error
  }
}
