import type { TestProject } from 'vitest/node'
import { startThrowAwayCluster } from '../../src/local/postgres/throw-away.ts'
import { prepareStack } from '../../src/local/stack.ts'
import type { ProvidedDatabase } from './provided.ts'

type Shared = { users: number; started: Promise<{ database: ProvidedDatabase; remove(): Promise<void> }> }

/** Each project loads this file for itself, in the same process: what they share is kept outside of modules. */
const holder = globalThis as { throwAwayDatabase?: Shared }

/** Starts one throw-away database for all projects of a run; the last one that ends takes it away. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  holder.throwAwayDatabase ??= { users: 0, started: start() }
  const shared = holder.throwAwayDatabase
  shared.users += 1
  const { database, remove } = await shared.started
  project.provide('database', database)

  return async () => {
    shared.users -= 1
    if (shared.users > 0) return
    delete holder.throwAwayDatabase
    await remove()
  }
}

async function start() {
  const cluster = await startThrowAwayCluster((line) => console.error(line))
  try {
    const { endpoint, loginUrl } = await prepareStack(cluster)
    const database: ProvidedDatabase = { ownerUrl: cluster.ownerUrl, loginUrl, endpoint: endpoint.url }
    return {
      database,
      async remove() {
        await endpoint.close()
        await cluster.remove()
      },
    }
  } catch (error) {
    await cluster.remove()
    throw error
  }
}
