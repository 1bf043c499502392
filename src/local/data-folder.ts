import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PlainError } from './dev-options.ts'
import { removeCluster } from './places.ts'
import { readPrivateJson, writePrivateFile, writePrivateJson } from './private-file.ts'

/** What a run tells about itself while it runs (`run.json`); the admin command line finds the database here. */
export type RunningStack = {
  pid: number
  api: string
  neon: string
  /** The operator's URL; null where the database is not ours and none was named. */
  database: string | null
  /** Process group of wrangler. */
  worker: number
}

/** A data folder that this process alone uses. */
export type DataFolder = {
  path: string
  /** What the run before left behind, when it was killed. */
  leftover: RunningStack | undefined
  announce(stack: RunningStack): Promise<void>
  /** Deletes the database, the key cache and the demo keys. */
  reset(): Promise<void>
  /** Deletes what belongs to a database that is gone: the key cache and the demo keys. */
  forgetKeys(): Promise<void>
  release(): Promise<void>
}

const lockName = 'customers.lock'

/**
 * Takes a data folder, which is made when absent, for this process.
 * @throws PlainError when another run has it, or when `reset` is asked for a folder with nothing of ours.
 */
export async function takeDataFolder(path: string, options: { reset: boolean }): Promise<DataFolder> {
  await makeFolder(path)
  const names = await readdir(path)
  if (options.reset && names.length > 0 && !names.includes(lockName)) {
    throw new PlainError(`${path} holds no data of this project, so --reset leaves it alone.`)
  }
  const pidFile = join(path, 'lock.pid')
  const runFile = join(path, 'run.json')
  const lock = await takeLock(join(path, lockName))
  if (!lock) {
    const pid = await readPrivateJson<number>(pidFile).catch(() => undefined)
    throw new PlainError(
      `The data in ${path} is used by another run (process ${pid ?? 'unknown'}); stop it or use --data.`,
    )
  }
  await writePrivateFile(pidFile, `${process.pid}\n`)
  const leftover = await readPrivateJson<RunningStack>(runFile).catch(() => undefined)

  async function forgetKeys() {
    for (const name of ['kv', 'keys.json']) await rm(join(path, name), { recursive: true, force: true })
  }
  return {
    path,
    leftover,
    announce: (stack) => writePrivateJson(runFile, stack),
    async reset() {
      await removeCluster(path)
      await forgetKeys()
    },
    forgetKeys,
    async release() {
      await rm(runFile, { force: true })
      await rm(pidFile, { force: true })
      lock.close()
    },
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    if ((await mkdir(path, { recursive: true, mode: 0o700 })) === undefined) return
    // Started by root the server runs as another user, who has to pass through; every file in it is closed by itself.
    if (process.getuid?.() === 0) await chmod(path, 0o711)
  } catch (error) {
    throw new PlainError(`The data folder ${path} cannot be made: ${(error as Error).message}.`)
  }
}

/**
 * The lock is the operating system's, held through SQLite: it ends with the process however that ends,
 * and a number of a process that is now another's cannot keep anyone out.
 */
async function takeLock(file: string): Promise<DatabaseSync | undefined> {
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
