import { chmod, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { migrate } from '../../../../src/admin/migrate.ts'
import { readPrivateJson, writePrivateJson } from '../../../../src/admin/private-file.ts'
import { type Cluster, startCluster } from '../../../../src/local/postgres/cluster.ts'
import { runSql } from '../../../setup/own-database.ts'
import { peerDatabase } from '../peer.ts'
import { type LoadedTenants, load } from './load.ts'
import { loadPeer } from './load-peer.ts'
import { sizesOf } from './sizes.ts'

/** URLs of the loaded databases, and the keys of the measured tenants. */
export type DatabaseAccess = LoadedTenants & { ownerUrl: string; loginUrl: string; peerOwnerUrl: string }

/** A running server with the loaded databases. */
export type LoadedDatabase = { cluster: Cluster; access: DatabaseAccess; stop(): Promise<void> }

/** Durable like in production, with memory for the whole load, and without checkpoints during a measurement. */
const settings = {
  shared_buffers: '2GB',
  max_wal_size: '8GB',
  checkpoint_timeout: '30min',
  maintenance_work_mem: '512MB',
}

/** With `peer`, the peer's database is loaded too, on the same server. */
export type DatabaseOptions = { dataDir: string; scale: number; peer: boolean; log: (line: string) => void }

/** Content of the file `load.json` in the data folder. */
type SavedLoad = { scale: number; loaded: LoadedTenants; peer: boolean }

/**
 * Starts the server in a data folder, and loads what no earlier run has loaded.
 * @throws if the folder contains a load of another scale.
 */
export async function prepareDatabase({ dataDir, scale, peer, log }: DatabaseOptions): Promise<LoadedDatabase> {
  const folder = resolve(dataDir)
  await mkdir(folder, { recursive: true })
  // If root starts the server, it runs as another user, who must be able to traverse this folder. Each file is
  // protected separately.
  if (process.getuid?.() === 0) await chmod(folder, 0o711)
  const file = join(folder, 'load.json')
  let saved = await readPrivateJson<SavedLoad>(file)
  if (saved && saved.scale !== scale) {
    throw new Error(`${folder} contains a load of scale ${saved.scale}, not ${scale}.`)
  }

  const cluster = await startCluster({ dataDir: folder, log, settings })
  const { ownerUrl } = cluster
  const peerOwnerUrl = cluster.url('owner', cluster.secrets.owner, peerDatabase)
  try {
    await migrate(ownerUrl)
    await runSql(ownerUrl, `alter role api_login password '${cluster.secrets.login}'`)
    if (!saved) {
      saved = { scale, loaded: await load(ownerUrl, sizesOf(scale), log), peer: false }
      await writePrivateJson(file, saved)
    }
    if (peer && !saved.peer) {
      log('Loading the peer’s database.')
      await runSql(ownerUrl, `drop database if exists ${peerDatabase}`)
      await runSql(ownerUrl, `create database ${peerDatabase}`)
      await loadPeer(peerOwnerUrl, sizesOf(scale), log)
      await writePrivateJson(file, { ...saved, peer: true })
    }
  } catch (error) {
    await cluster.stop()
    throw error
  }
  const loginUrl = cluster.url('api_login', cluster.secrets.login)
  const access = { ...saved.loaded, ownerUrl, loginUrl, peerOwnerUrl }
  return { cluster, access, stop: () => cluster.stop() }
}
