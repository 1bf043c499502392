import { execFile } from 'node:child_process'
import { rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { commandOf } from '../../src/admin/processes.ts'
import { findFreePort } from '../../src/local/postgres/cluster.ts'
import { removeDataFolder } from '../../src/local/postgres/places.ts'
import { makeThrowAwayFolder } from '../../src/local/postgres/throw-away.ts'
import { processTreeOf, runningCommands, runUntilExit, startReady } from '../setup/dev-run.ts'

const run = promisify(execFile)

async function createFolder(): Promise<string> {
  const dataDir = await makeThrowAwayFolder()
  onTestFinished(() => removeDataFolder(dataDir))
  return dataDir
}

describe('the runtime', () => {
  /**
   * Starts the stack, and finds the workerd processes: the one that accepts connections, and the one that runs the
   * Worker.
   */
  async function startOnSharedDatabase() {
    const port = String(await findFreePort())
    const dev = await startReady(['--port', port, '--data', await createFolder()], {
      DATABASE_URL: inject('database').loginUrl,
    })
    onTestFinished(async () => {
      dev.npm.kill('SIGTERM')
      await dev.ended
    })
    const processes = processTreeOf(dev.npm.pid ?? 0)
    const commands = await Promise.all(processes.map(async (pid) => ({ pid, command: (await commandOf(pid)) ?? '' })))
    const runtimes = commands.filter(({ command }) => command.includes('workerd serve'))
    const isFront = ({ command }: { command: string }) => command.includes(`entry=127.0.0.1:${port}`)
    return {
      ...{ dev, processes },
      front: runtimes.find(isFront)?.pid ?? 0,
      inner: runtimes.find((runtime) => !isFront(runtime))?.pid ?? 0,
    }
  }

  test('that accepts connections exits: the command exits too, with a message', async () => {
    const { dev, processes, front } = await startOnSharedDatabase()
    const start = performance.now()
    process.kill(front, 'SIGKILL')
    expect(await dev.ended).toBe(1)
    expect(performance.now() - start).toBeLessThan(10_000)
    expect(dev.output.stderr).toContain('The Worker no longer responds: its runtime (workerd) exited unexpectedly.')
    expect(await runningCommands(processes)).toEqual([])
  })

  test('of the Worker exits: it is restarted, and the command keeps running', async () => {
    const { dev, inner } = await startOnSharedDatabase()
    process.kill(inner, 'SIGKILL')
    // A request that comes before the restart fails.
    await expect.poll(async () => (await fetch(`${dev.line.api}/health`)).status).toBe(200)
    expect(dev.npm.exitCode).toBe(null)
  })
})

const canMount = process.platform === 'linux' && process.getuid?.() === 0

describe.runIf(canMount)('a full disk', () => {
  /** Creates a data folder on a disk of this size. */
  async function createSmallDisk(size: string): Promise<string> {
    const disk = await makeThrowAwayFolder()
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=711`, 'tmpfs', disk])
    onTestFinished(async () => {
      await run('umount', ['--lazy', disk])
      await rm(disk, { recursive: true })
    })
    return join(disk, 'data')
  }

  test.for([
    ['for the passwords', '12k'],
    ['for a new database', '20m'],
    ['for the tables', '42m'],
  ])('%s: the command exits with a message that names the folder', async ([, size = '']) => {
    const dataDir = await createSmallDisk(size)
    const { code, stderr } = await runUntilExit(['--port', String(await findFreePort()), '--data', dataDir])
    expect(code).toBe(1)
    expect(stderr).toContain(`The disk is full: there is not enough space in ${dataDir}. Free some space, then start`)
  })

  test('while the stack is running is reported with the folder', async () => {
    const dataDir = await createSmallDisk('120m')
    const dev = await startReady(['--port', String(await findFreePort()), '--data', dataDir])
    onTestFinished(async () => {
      dev.npm.kill('SIGTERM')
      await dev.ended
    })
    const { bavail, bsize } = await statfs(dataDir)
    await run('fallocate', ['-l', String(bavail * bsize - 10_000_000), join(dataDir, 'filler')])
    await dev.waitFor(`less than 20 MiB are left in ${dataDir}.`)
  })
})
