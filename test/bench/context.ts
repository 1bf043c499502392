import { Client } from 'pg'
import { type LoadGenerator, startLoadGenerator } from './load/generator.ts'
import { type Recorder, startRecorder } from './load/recorder.ts'
import type { Options } from './options.ts'
import { type Build, buildWorker } from './servers/build.ts'
import { startChild } from './servers/children.ts'
import { type LoadedDatabase, prepareDatabase } from './servers/database/database.ts'
import { nameOfCustomer, scatteredId, timeOrderedId } from './servers/database/dataset.ts'
import { type Sizes, sizesOf } from './servers/database/sizes.ts'
import { findPython, missingPeerPackages } from './servers/peer.ts'

/** Everything that a study needs: loaded databases, the built Worker, and the load generator. */
export type Context = {
  options: Options
  sizes: Sizes
  database: LoadedDatabase
  build: Build
  /** Port of the endpoint, without distance. */
  endpointPort: number
  endpointPid: number | undefined
  record: Recorder
  generator: LoadGenerator
  /** Python program for the peer; undefined if the peer cannot run. */
  python: string | undefined
  /** Ids of the big tenant's customers with these numbers, in the API's database and in the peer's. */
  customers(numbers: number[]): Promise<{ api: string[]; peer: string[] }>
  log(line: string): void
}

/**
 * Loads the databases, builds the Worker and starts what all studies share. `onEnd` receives the function that stops
 * the server.
 */
export async function createContext(
  options: Options,
  folders: { data: string; build: string },
  log: (line: string) => void,
  onEnd: (stop: () => Promise<void>) => void,
): Promise<Context> {
  const python = await findPython()
  if (!python) log(missingPeerPackages)
  const build = await buildWorker(folders.build)
  const database = await prepareDatabase({ dataDir: folders.data, scale: options.scale, peer: Boolean(python), log })
  onEnd(database.stop)
  const { port, superuserUrl } = database.cluster
  const endpointProcess = new URL('servers/endpoint-process.ts', import.meta.url)
  const { child, ready } = await startChild<{ port: number }>(endpointProcess, [String(port)], {
    SUPERUSER_URL: superuserUrl,
  })
  return {
    options,
    sizes: sizesOf(options.scale),
    database,
    build,
    endpointPort: ready.port,
    endpointPid: child.pid,
    record: await startRecorder(build, database.access.loginUrl, ready.port),
    generator: await startLoadGenerator(),
    python,
    customers: (numbers) => findCustomers(database.access.ownerUrl, numbers),
    log,
  }
}

async function findCustomers(ownerUrl: string, numbers: number[]) {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ api: string; peer: string }>(
      `select ${timeOrderedId(nameOfCustomer)} as api, ${scatteredId(nameOfCustomer)} as peer
         from (select 'big' as tenant_name) named, unnest($1::int[]) g`,
      [numbers],
    )
    return { api: rows.map(({ api }) => api), peer: rows.map(({ peer }) => peer) }
  } finally {
    await client.end()
  }
}
