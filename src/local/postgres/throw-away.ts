import { existsSync, rmSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cluster, startCluster } from './cluster.ts'
import { removeDataFolder } from './places.ts'

/** Creates an empty data folder in the system's folder for temporary files. */
export async function makeThrowAwayFolder(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'customers-test-'))
  // If started by root, the server runs as another user who must be able to traverse this folder; the files in it have
  // restrictive modes.
  if (process.getuid?.() === 0) await chmod(dataDir, 0o711)
  return dataDir
}

/**
 * Starts a database for tests. It is fast because a crash of the machine may lose it. `remove` stops and deletes it.
 */
export async function startThrowAwayCluster(
  log: (line: string) => void,
): Promise<Cluster & { remove(): Promise<void> }> {
  const dataDir = await makeThrowAwayFolder()
  // An interrupted run does not reach `remove`.
  const removeAtExit = () => removeWhileStopping(dataDir)
  process.once('exit', removeAtExit)
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
  const cluster = await startCluster({ dataDir, log, settings }).catch(async (error) => {
    process.off('exit', removeAtExit)
    await removeDataFolder(dataDir)
    throw error
  })
  return {
    ...cluster,
    async remove() {
      process.off('exit', removeAtExit)
      await cluster.stop()
      await removeDataFolder(dataDir)
    },
  }
}

/** Deletes a folder to which a server that is stopping may still write for a moment. */
function removeWhileStopping(folder: string): void {
  for (let attempt = 1; attempt <= 40 && existsSync(folder); attempt += 1) {
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
    }
  }
}
