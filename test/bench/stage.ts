import { Client } from 'pg'
import { type LoadGenerator, startLoadGenerator } from './load/generator.ts'
import { type Recorder, startRecorder } from './load/recorder.ts'
import type { Options } from './options.ts'
import { type Build, buildWorker } from './servers/build.ts'
import { startOwn } from './servers/children.ts'
import { type LoadedDatabase, prepareDatabase } from './servers/database/database.ts'
import { nameOfCustomer, scatteredId, timeOrderedId } from './servers/database/dataset.ts'
import { type Sizes, sizesOf } from './servers/database/sizes.ts'
import { findPython, howToGetPeer } from './servers/peer.ts'

/** All that a study needs: loaded databases, the built Worker, and what sends requests. */
export type Stage = {
  options: Options
  sizes: Sizes
  database: LoadedDatabase
  build: Build
  /** Port of the endpoint, with no distance. */
  endpointPort: number
  endpointPid: number | undefined
  record: Recorder
  generator: LoadGenerator
  /** What runs the peer; undefined where it cannot. */
  python: string | undefined
  /** Ids of customers of the big tenant by their numbers, here and in the peer's database. */
  customers(numbers: number[]): Promise<{ ours: string[]; peers: string[] }>
  log(line: string): void
}

/** Loads the databases, builds the Worker and starts what all studies share; `atEnd` takes how to stop the server. */
export async function setStage(
  options: Options,
  folders: { data: string; build: string },
  log: (line: string) => void,
  atEnd: (stop: () => Promise<void>) => void,
): Promise<Stage> {
  const python = await findPython()
  if (!python) log(howToGetPeer)
  const build = await buildWorker(folders.build)
  const database = await prepareDatabase({ dataDir: folders.data, scale: options.scale, peer: Boolean(python), log })
  atEnd(database.stop)
  const { child, hello } = await startOwn<{ port: number }>(new URL('servers/endpoint-process.ts', import.meta.url), [
    String(database.cluster.port),
  ])
  return {
    options,
    sizes: sizesOf(options.scale),
    database,
    build,
    endpointPort: hello.port,
    endpointPid: child.pid,
    record: await startRecorder(build, database.access.loginUrl, hello.port),
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
    const { rows } = await client.query<{ ours: string; peers: string }>(
      `select ${timeOrderedId(nameOfCustomer)} as ours, ${scatteredId(nameOfCustomer)} as peers
         from (select 'big' as tenant_name) named, unnest($1::int[]) g`,
      [numbers],
    )
    return { ours: rows.map(({ ours }) => ours), peers: rows.map(({ peers }) => peers) }
  } finally {
    await client.end()
  }
}
