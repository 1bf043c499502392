import { chmod, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { migrate } from '../../../../src/admin/migrate.ts'
import { readPrivateJson, writePrivateJson } from '../../../../src/admin/private-file.ts'
import { type Cluster, startCluster } from '../../../../src/local/postgres/cluster.ts'
import { runSql } from '../../../setup/own-database.ts'
import { peerDatabase } from '../peer.ts'
import { type Loaded, load } from './load.ts'
import { loadPeer } from './load-peer.ts'
import { sizesOf } from './sizes.ts'

/** Where the loaded database is reached, and the keys of its tenants. */
export type DatabaseAccess = Loaded & { ownerUrl: string; loginUrl: string; peerOwnerUrl: string }

/** A running server with the load in it. */
export type LoadedDatabase = { cluster: Cluster; access: DatabaseAccess; stop(): Promise<void> }

/** Durable like a real one, with memory for the whole load; checkpoints come after a measurement, not amid it. */
const settings = {
  shared_buffers: '2GB',
  max_wal_size: '8GB',
  checkpoint_timeout: '30min',
  maintenance_work_mem: '512MB',
}

/** What is wanted of a loaded database; with `peer` also the peer's, on the same server. */
export type DatabaseOptions = { dataDir: string; scale: number; peer: boolean; log: (line: string) => void }

/** What a data folder holds. */
type Kept = { scale: number; loaded: Loaded; peer: boolean }

/**
 * Starts the server in a data folder, and loads what an earlier run has not.
 * @throws when the folder holds a load of another scale.
 */
export async function prepareDatabase({ dataDir, scale, peer, log }: DatabaseOptions): Promise<LoadedDatabase> {
  const folder = resolve(dataDir)
  await mkdir(folder, { recursive: true })
  // Started by root the server runs as another user, who has to pass through; the files in it are closed one by one.
  if (process.getuid?.() === 0) await chmod(folder, 0o711)
  const file = join(folder, 'load.json')
  let kept = await readPrivateJson<Kept>(file)
  if (kept && kept.scale !== scale) throw new Error(`${folder} holds a load of scale ${kept.scale}, not ${scale}.`)

  const cluster = await startCluster({ dataDir: folder, log, settings })
  const { ownerUrl } = cluster
  const peerOwnerUrl = cluster.url('owner', cluster.secrets.owner, peerDatabase)
  try {
    await migrate(ownerUrl)
    await runSql(ownerUrl, `alter role api_login password '${cluster.secrets.login}'`)
    if (!kept) {
      kept = { scale, loaded: await load(ownerUrl, sizesOf(scale), log), peer: false }
      await writePrivateJson(file, kept)
    }
    if (peer && !kept.peer) {
      log('The same for the peer:')
      await runSql(ownerUrl, `drop database if exists ${peerDatabase}`)
      await runSql(ownerUrl, `create database ${peerDatabase}`)
      await loadPeer(peerOwnerUrl, sizesOf(scale), log)
      await writePrivateJson(file, { ...kept, peer: true })
    }
  } catch (error) {
    await cluster.stop()
    throw error
  }
  const loginUrl = cluster.url('api_login', cluster.secrets.login)
  const access = { ...kept.loaded, ownerUrl, loginUrl, peerOwnerUrl }
  return { cluster, access, stop: () => cluster.stop() }
}
