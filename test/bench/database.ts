import { chmod, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Client } from 'pg'
import { type Cluster, startCluster } from '../../src/local/cluster.ts'
import { migrate } from '../../src/local/migrate.ts'
import { readPrivateJson, writePrivateJson } from '../../src/local/private-file.ts'
import { type Loaded, load } from './load.ts'
import { sizesOf } from './sizes.ts'

/** Where the loaded database is reached, and the keys of its tenants. */
export type DatabaseAccess = Loaded & { ownerUrl: string; loginUrl: string }

/** A running server with the load in it. */
export type LoadedDatabase = { cluster: Cluster; access: DatabaseAccess; stop(): Promise<void> }

/** Durable like a real one, with memory for the whole load; checkpoints come after a measurement, not amid it. */
const settings = {
  shared_buffers: '2GB',
  max_wal_size: '8GB',
  checkpoint_timeout: '30min',
  maintenance_work_mem: '512MB',
}

/** What is wanted of a loaded database. */
export type DatabaseOptions = { dataDir: string; scale: number; log: (line: string) => void }

/**
 * Starts the server in a data folder, and loads it unless an earlier run has.
 * @throws when the folder holds a load of another scale.
 */
export async function prepareDatabase({ dataDir, scale, log }: DatabaseOptions): Promise<LoadedDatabase> {
  const folder = resolve(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o711 })
  if (process.getuid?.() === 0) await chmod(folder, 0o711)
  const cluster = await startCluster({ dataDir: folder, log, settings })
  try {
    await migrate(cluster.ownerUrl)
    await setLoginPassword(cluster)
    const kept = await keepLoad(join(folder, 'load.json'), scale, () => load(cluster.ownerUrl, sizesOf(scale), log))
    const loginUrl = cluster.url('api_login', cluster.secrets.login)
    return { cluster, access: { ownerUrl: cluster.ownerUrl, loginUrl, ...kept }, stop: () => cluster.stop() }
  } catch (error) {
    await cluster.stop()
    throw error
  }
}

async function keepLoad(file: string, scale: number, make: () => Promise<Loaded>): Promise<Loaded> {
  const kept = await readPrivateJson<Loaded & { scale: number }>(file)
  if (kept && kept.scale !== scale) throw new Error(`${file} is of a load at scale ${kept.scale}; use another folder.`)
  if (kept) return { big: kept.big, small: kept.small }
  const loaded = await make()
  await writePrivateJson(file, { scale, ...loaded })
  return loaded
}

async function setLoginPassword(cluster: Cluster): Promise<void> {
  const client = new Client({ connectionString: cluster.ownerUrl })
  await client.connect()
  try {
    await client.query(`alter role api_login login password ${client.escapeLiteral(cluster.secrets.login)}`)
  } finally {
    await client.end()
  }
}
