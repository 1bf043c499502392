import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type LocalStack, readLocalStack, removeLocalStack, writeLocalStack } from '../admin/local-stack.ts'
import { readPrivateJson, writePrivateFile } from '../admin/private-file.ts'
import { removeCluster } from './postgres/places.ts'

/** State of a run while it is running. */
export type RunningStack = LocalStack & {
  neon: string
  /** Process group of wrangler. */
  worker: number
}

/** A data folder that only this process uses. */
export type DataFolder = {
  path: string
  /** What the previous run left behind if it was killed. */
  leftover: RunningStack | undefined
  announce(stack: RunningStack): Promise<void>
  /** Deletes the database, the key cache and the demo keys. */
  reset(): Promise<void>
  /** Deletes the data of a database that no longer exists: the key cache and the demo keys. */
  forgetKeys(): Promise<void>
  release(): Promise<void>
}

const lockName = 'customers.lock'

/**
 * Locks a data folder for this process, and creates it if it does not exist. @throws Error if another run uses it,
 * or if `reset` is requested for a folder without data of this project.
 */
export async function lockDataFolder(path: string, options: { reset: boolean }): Promise<DataFolder> {
  await createFolder(path)
  const names = await readdir(path)
  if (options.reset && names.length > 0 && !names.includes(lockName)) {
    throw new Error(`${path} does not contain data of this project, so --reset does not touch it.`)
  }
  const pidFile = join(path, 'lock.pid')
  const lock = await acquireLock(join(path, lockName))
  if (!lock) {
    const pid = await readPrivateJson<number>(pidFile).catch(() => undefined)
    throw new Error(
      `Another run (process ${pid ?? 'unknown'}) uses the data in ${path}. Stop it, or choose another folder ` +
        'with --data.',
    )
  }
  await writePrivateFile(pidFile, `${process.pid}\n`)
  const leftover = await readLocalStack<RunningStack>(path).catch(() => undefined)

  async function forgetKeys() {
    for (const name of ['kv', 'keys.json']) await rm(join(path, name), { recursive: true, force: true })
  }
  return {
    path,
    leftover,
    announce: (stack) => writeLocalStack(path, stack),
    async reset() {
      await removeCluster(path)
      await forgetKeys()
    },
    forgetKeys,
    async release() {
      await removeLocalStack(path)
      await rm(pidFile, { force: true })
      lock.close()
    },
  }
}

async function createFolder(path: string): Promise<void> {
  try {
    if ((await mkdir(path, { recursive: true, mode: 0o700 })) === undefined) return
    // If started by root, the server runs as another user who must be able to traverse this folder; every file in it
    // has its own restrictive mode.
    if (process.getuid?.() === 0) await chmod(path, 0o711)
  } catch (error) {
    throw new Error(`The data folder ${path} cannot be created: ${(error as Error).message}.`)
  }
}

/**
 * An operating system lock, held through SQLite. It is released however the process ends, and a reused process id
 * cannot block a later run.
 */
async function acquireLock(file: string): Promise<DatabaseSync | undefined> {
  await writeFile(file, '', { flag: 'a', mode: 0o600 })
  const lock = new DatabaseSync(file)
  try {
    lock.exec('begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode === 5) return undefined
    throw error
  }
}
