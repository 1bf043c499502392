import { statfs } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** PostgreSQL needs space for a segment of its write-ahead log, 16 MiB. */
const LOW_BYTES = 20 * 1024 * 1024
const CHECK_INTERVAL_MS = 2_000

/** The error messages of Node, PostgreSQL and SQLite. */
const FULL = /ENOSPC|EDQUOT|No space left on device|Disk quota exceeded|database or disk is full/

/** Names the folder if an error was caused by a full disk. `candidates`: folders that may be on that disk. */
export async function explainFullDisk(error: unknown, candidates: string[]): Promise<unknown> {
  const reason = error instanceof Error ? error.message : String(error)
  if (!FULL.test(reason)) return error
  const low = await lowFolders(candidates)
  // The failed program may have deleted its files, which freed space again.
  const folders = (low.length > 0 ? low : candidates).join(' and ')
  return new Error(
    `The disk is full: there is not enough space in ${folders}. Free some space, then start again.\n${reason}`,
  )
}

/** Warns when a disk becomes full, until the process ends. The programs of the stack report it late or not at all. */
export async function warnOfFullDisk(folders: string[], warn: (line: string) => void): Promise<never> {
  let known: string[] = []
  for (;;) {
    const low = await lowFolders(folders)
    for (const folder of low.filter((name) => !known.includes(name))) {
      warn(`The disk is almost full: less than 20 MiB are left in ${folder}. Free some space, or writes will fail.`)
    }
    known = low
    await sleep(CHECK_INTERVAL_MS, undefined, { ref: false })
  }
}

async function lowFolders(folders: string[]): Promise<string[]> {
  const isLow = await Promise.all(
    folders.map((folder) =>
      statfs(folder).then(
        ({ bavail, bsize }) => bavail * bsize < LOW_BYTES,
        () => false,
      ),
    ),
  )
  return folders.filter((_, at) => isLow[at])
}
