import type { ChildProcess } from 'node:child_process'
import type { Context } from '../context.ts'
import { operationNames, planOf, type Server } from '../load/operations.ts'
import { endProgram, startChild } from './children.ts'
import { cleanUp } from './database/clean-up.ts'
import { peerKey } from './database/load-peer.ts'
import { startPeer } from './peer.ts'
import { startWorker } from './worker.ts'

/** A server under load, with the id of the process whose CPU is counted. */
export type RunningServer = Server & { pid: number | undefined }

/** The servers to compare, at one distance from the database. */
export type Servers = {
  worker: RunningServer
  peer: RunningServer | undefined
  /** Port of the endpoint at that distance. */
  endpointPort: number
  stop(): Promise<void>
}

/** Starts the Worker and, if possible, the peer. Both reach their database with the same delay. */
export async function startServers(context: Context, latency: number): Promise<Servers> {
  const { access, cluster } = context.database
  const children: ChildProcess[] = []
  const atDistance = async (port: number) => {
    if (latency === 0) return port
    const { child, ready } = await startChild<{ port: number }>(new URL('delay-proxy.ts', import.meta.url), [
      String(port),
      String(latency),
    ])
    children.push(child)
    return ready.port
  }
  // Customers with five rules each, spread over the tenant.
  const step = Math.max(100, Math.floor(context.sizes.bigTenant / 10_000) * 100)
  const count = Math.min(100, Math.floor((context.sizes.bigTenant - context.sizes.customersWithRules) / step))
  const ids = await context.customers(Array.from({ length: count }, (_, at) => 50 + at * step))

  const endpointPort = await atDistance(context.endpointPort)
  const worker = await startWorker(context.build, {
    loginUrl: access.loginUrl,
    endpoint: `http://127.0.0.1:${endpointPort}/sql`,
  })
  children.push(worker.child)
  const tryPeer = async (python: string): Promise<RunningServer | undefined> => {
    const databasePort = await atDistance(cluster.port)
    try {
      const { child, port } = await startPeer(python, databasePort)
      children.push(child)
      const server = { port, pid: child.pid, key: peerKey('big'), ids: ids.peer }
      await warmUp(context, server, peerKey('small 1'))
      return server
    } catch (error) {
      context.log(`The peer is skipped: ${(error as Error).message}`)
      return undefined
    }
  }
  const servers: Servers = {
    worker: { port: worker.port, pid: worker.child.pid, key: access.big.key, ids: ids.api },
    peer: undefined,
    endpointPort,
    stop: async () => void (await Promise.all(children.map(endProgram))),
  }
  await warmUp(context, servers.worker, access.small.key)
  if (context.python) servers.peer = await tryPeer(context.python)
  // So that measured pages contain only the load.
  await cleanUp(context)
  return servers
}

/**
 * Brings a server to its state after some minutes of work: code compiled, connections open, statements prepared on each
 * connection. Lists use a small tenant, where they are fast.
 */
async function warmUp({ generator, options }: Context, server: Server, smallKey: string): Promise<void> {
  const [requests, seconds] = options.full ? [2_000, 5] : [250, 0.5]
  for (const operation of operationNames) {
    const plan = planOf(operation, operation === 'list' ? { ...server, key: smallKey } : server)
    await generator.run({ plan, clients: 16, seconds, requests, warmUp: 1 })
  }
}
