import type { ChildProcess } from 'node:child_process'
import { operationNames, planOf, type Server } from '../load/operations.ts'
import type { Stage } from '../stage.ts'
import { endProgram, startOwn } from './children.ts'
import { cleanUp } from './database/clean-up.ts'
import { peerKey } from './database/load-peer.ts'
import { startPeer } from './peer.ts'
import { startWorker } from './worker.ts'

/** A server under load and its process, whose CPU is counted. */
export type RunningServer = Server & { pid: number | undefined }

/** The servers that are compared, at one distance from the database. */
export type Servers = {
  worker: RunningServer
  peer: RunningServer | undefined
  /** Port of the endpoint at that distance. */
  endpointPort: number
  stop(): Promise<void>
}

/** Starts the Worker and the peer, if that one can. With a distance both have the same delay before what they ask. */
export async function startServers(stage: Stage, latency: number): Promise<Servers> {
  const { access, cluster } = stage.database
  const children: ChildProcess[] = []
  const atDistance = async (port: number) => {
    if (latency === 0) return port
    const { child, hello } = await startOwn<{ port: number }>(new URL('delay-proxy.ts', import.meta.url), [
      String(port),
      String(latency),
    ])
    children.push(child)
    return hello.port
  }
  // Customers with five rules each, spread over the tenant.
  const step = Math.max(100, Math.floor(stage.sizes.bigTenant / 10_000) * 100)
  const count = Math.min(100, Math.floor((stage.sizes.bigTenant - stage.sizes.ruled) / step))
  const { ours, peers } = await stage.customers(Array.from({ length: count }, (_, at) => 50 + at * step))

  const endpointPort = await atDistance(stage.endpointPort)
  const worker = await startWorker(stage.build, {
    loginUrl: access.loginUrl,
    endpoint: `http://127.0.0.1:${endpointPort}/sql`,
  })
  children.push(worker.child)
  const findPeer = async (python: string): Promise<RunningServer | undefined> => {
    const databasePort = await atDistance(cluster.port)
    try {
      const { child, port } = await startPeer(python, databasePort)
      children.push(child)
      const server = { port, pid: child.pid, key: peerKey('big'), ids: peers }
      await warmUp(stage, server, peerKey('small 1'))
      return server
    } catch (error) {
      stage.log(`The peer is skipped: ${(error as Error).message}`)
      return undefined
    }
  }
  const servers: Servers = {
    worker: { port: worker.port, pid: worker.child.pid, key: access.big.key, ids: ours },
    peer: undefined,
    endpointPort,
    stop: async () => void (await Promise.all(children.map(endProgram))),
  }
  await warmUp(stage, servers.worker, access.small.key)
  if (stage.python) servers.peer = await findPeer(stage.python)
  // Pages that are measured hold what was loaded.
  await cleanUp(stage)
  return servers
}

/**
 * Lets a server become what it is after some minutes of work: code compiled, connections open, statements prepared on
 * each. Lists are of a small tenant, where they are fast.
 */
async function warmUp({ generator, options }: Stage, server: Server, smallKey: string): Promise<void> {
  const [requests, seconds] = options.full ? [2_000, 5] : [250, 0.5]
  for (const operation of operationNames) {
    const plan = planOf(operation, operation === 'list' ? { ...server, key: smallKey } : server)
    await generator.run({ plan, clients: 16, seconds, requests, warmUp: 1 })
  }
}
