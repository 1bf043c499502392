import { chmod, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readPrivateJson, writePrivateJson } from '../../admin/private-file.ts'
import { stopLeftover } from './postmaster.ts'
import {
  canWrite,
  changeOwner,
  chooseServerUser,
  createOutsideFolder,
  isFolderOf,
  type ServerUser,
} from './server-user.ts'

/** Folders outside the data folder that hold a part of it, because the server's user cannot reach the data folder. */
export type Places = {
  cluster?: { folder: string; uid: number; gid: number }
  programs?: { folder: string; version: string }
}

const fileOf = (dataDir: string) => join(dataDir, 'places.json')

/** The recorded folders, usually none. */
export async function readPlaces(dataDir: string): Promise<Places> {
  return (await readPrivateJson<Places>(fileOf(dataDir))) ?? {}
}

/** Records folders in addition to those already recorded. */
export async function recordPlaces(dataDir: string, places: Places): Promise<void> {
  await writePrivateJson(fileOf(dataDir), { ...(await readPlaces(dataDir)), ...places })
}

/** The folders that hold data: the data folder itself and, if it is elsewhere, that of the cluster. */
export async function dataFoldersOf(dataDir: string): Promise<string[]> {
  const { cluster } = await readPlaces(dataDir).catch((): Places => ({}))
  return [dataDir, ...(cluster ? [cluster.folder] : [])]
}

/** Where the cluster is or will be: `folder` contains `postgres/`, owned by the server's user. */
export type ClusterPlace = { folder: string; user: ServerUser }

/**
 * Finds the place of a data folder's cluster: the data folder itself or, if the server's user cannot reach it, a folder
 * elsewhere, which is logged and recorded.
 */
export async function findClusterPlace(dataDir: string, log: (line: string) => void): Promise<ClusterPlace> {
  const inside = join(dataDir, 'postgres')
  const { cluster: recorded } = await readPlaces(dataDir)
  const chosen = await chooseServerUser(inside)
  if (!chosen) return { folder: dataDir, user: undefined }

  const user = recorded ? { ...chosen, uid: recorded.uid, gid: recorded.gid } : chosen
  if (recorded) {
    const { folder } = recorded
    if ((await isFolderOf(user.uid, folder)) && (await canWrite(user, folder))) {
      log(`PostgreSQL's data is in ${folder}, because ${user.name} cannot reach ${dataDir}.`)
      return { folder, user }
    }
    log(`PostgreSQL's data folder ${folder} is missing or unusable; creating a new database.`)
  } else if (await canReach(user, inside)) {
    return { folder: dataDir, user }
  }

  const folder = await createOutsideFolder('customers-data', async (place) => {
    await changeOwner(user, place)
    return canWrite(user, place)
  })
  await recordPlaces(dataDir, { cluster: { folder, uid: user.uid, gid: user.gid } })
  log(`PostgreSQL's data is in ${folder}, because ${user.name} cannot reach ${dataDir}.`)
  return { folder, user }
}

async function canReach(user: ServerUser, inside: string): Promise<boolean> {
  const probe = `${inside}.probe`
  await mkdir(probe, { recursive: true })
  await chmod(probe, 0o700)
  await changeOwner(user, probe)
  const isReachable = await canWrite(user, probe)
  await rm(probe, { recursive: true, force: true })
  return isReachable
}

/** Deletes the cluster of a data folder, wherever it is. First stops a server that a killed run left behind on it. */
export async function removeCluster(dataDir: string): Promise<void> {
  const { cluster, ...others } = await readPlaces(dataDir)
  await stopLeftover(join(cluster?.folder ?? dataDir, 'postgres'))
  if (cluster) {
    if (await isFolderOf(cluster.uid, cluster.folder)) await rm(cluster.folder, { recursive: true })
    await writePrivateJson(fileOf(dataDir), others)
  }
  for (const name of ['postgres', 'postgres.new', 'postgres.probe']) {
    await rm(join(dataDir, name), { recursive: true, force: true })
  }
}

/** Deletes a throw-away data folder and everything that belongs to it elsewhere. */
export async function removeDataFolder(dataDir: string): Promise<void> {
  await removeCluster(dataDir)
  const { programs } = await readPlaces(dataDir)
  if (programs && (await isFolderOf(0, programs.folder))) await rm(programs.folder, { recursive: true })
  await rm(dataDir, { recursive: true, force: true })
}
