import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandOf, isAlive } from '../../admin/processes.ts'
import { endProcess } from '../end-process.ts'
import { asUser, changeOwner, type ServerUser } from './server-user.ts'

/** Full paths of PostgreSQL's programs. */
export type Programs = { initdb: string; postgres: string }

/** A server: its programs, the user that runs them, and the cluster folder (PGDATA). */
export type Server = { programs: Programs; user: ServerUser; folder: string }

const LOG_LIMIT_BYTES = 5_000_000
const START_TIMEOUT_MS = 60_000

/**
 * Creates a cluster: UTF-8, sorted by code point as on Neon, superuser `postgres` with a password. The folder is
 * renamed only when complete, so a run that is killed in between leaves no cluster.
 */
export async function initialize({ programs, user, folder }: Server, password: string, sync: boolean): Promise<void> {
  const draft = `${folder}.new`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  await changeOwner(user, draft)
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  const options = [
    ...['-D', draft, '--username=postgres', '--auth=scram-sha-256', '--pwfile=/dev/stdin', '--no-instructions'],
    // The built-in provider sorts identically on every machine; the C library's locale covers only the rest.
    ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...[`--locale=${locale}`, '--lc-messages=C', ...(sync ? [] : ['--no-sync'])],
  ]
  // An unlinked file that is passed as an open descriptor, because the server's user may not be able to reach this
  // folder.
  const name = `${folder}.password`
  await rm(name, { force: true })
  const writer = await open(name, 'wx', 0o600)
  await writer.writeFile(`${password}\n`)
  await writer.close()
  await changeOwner(user, name)
  const reader = await open(name, 'r')
  await rm(name)
  const child = spawn(programs.initdb, options, { ...asUser(user), stdio: [reader.fd, 'pipe', 'pipe'] })
  const output: string[] = []
  child.stdout?.on('data', (chunk) => output.push(String(chunk)))
  child.stderr?.on('data', (chunk) => output.push(String(chunk)))
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  await reader.close()
  if (code !== 0) throw new Error(`PostgreSQL could not initialize its data in ${folder}: ${output.join('').trim()}`)
  await rename(draft, folder)
}

/**
 * Starts the server in its own process group, so that Ctrl-C in the terminal does not reach it, and waits until it
 * accepts connections. Its log is `postgres.log` in its folder. @throws with the last lines of that log if it exits
 * before that.
 */
export async function launch(server: Server, settings: Record<string, string>): Promise<ChildProcess> {
  const { programs, user, folder } = server
  const log = await open(
    logOf(folder),
    constants.O_CREAT | constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW,
    0o600,
  )
  if ((await log.stat()).size > LOG_LIMIT_BYTES) await log.truncate()
  const before = (await log.stat()).size
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(programs.postgres, ['-D', folder, ...options], {
    ...asUser(user),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  await log.close()
  // Also stops the server if this process exits without doing so, such as on an uncaught error.
  const stopToo = () => child.kill('SIGINT')
  process.once('exit', stopToo)
  child.once('exit', () => process.off('exit', stopToo))
  const failed = new Promise<never>((_, reject) => child.on('error', reject))
  failed.catch(() => undefined)
  for (const end = Date.now() + START_TIMEOUT_MS; ; await Promise.race([sleep(15), failed])) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > end) {
      if (child.exitCode === null) child.kill('SIGQUIT')
      throw new Error(`PostgreSQL did not start. ${await lastLogLines(folder, before)}`)
    }
    const [pid, , , , , , , state] = await readLock(folder)
    if (Number(pid) === child.pid && state?.trim() === 'ready') return child
  }
}

const logOf = (folder: string) => join(folder, 'postgres.log')

/** The last lines of the server's log, after this many bytes, with its path. */
export async function lastLogLines(folder: string, from = 0): Promise<string> {
  const content = await readFile(logOf(folder)).catch(() => Buffer.alloc(0))
  const lines = content.subarray(from).toString().trim().split('\n')
  return `Last lines of ${logOf(folder)}:\n${lines.slice(-8).join('\n')}`
}

/** Stops a server: ends its sessions and writes everything, unless `now`. A server that hangs is killed. */
export async function shutDown(child: ChildProcess, now: boolean): Promise<void> {
  const isRunning = () => child.exitCode === null && child.signalCode === null
  await endProcess(isRunning, (signal) => child.kill(signal), [
    [now ? 'SIGQUIT' : 'SIGINT', 10_000],
    ['SIGQUIT', 3_000],
    ['SIGKILL', 2_000],
  ])
}

/**
 * Stops the server that a killed run left behind on the cluster in this folder, and waits for its end. An unrelated
 * process that reuses the process id is not stopped.
 * @returns true if there was such a server.
 */
export async function stopLeftover(folder: string): Promise<boolean> {
  const pid = Number((await readLock(folder))[0])
  if (!pid || !isAlive(pid)) return false
  const isServer = async () => {
    const command = await commandOf(pid)
    return Boolean(command?.includes('postgres') && command.includes(folder))
  }
  if (!(await isServer())) {
    // PostgreSQL would take an unrelated process or a zombie for its predecessor and refuse to start. It detects by
    // itself, without this file, that the shared memory is no longer in use.
    await rm(join(folder, 'postmaster.pid'), { force: true })
    return false
  }
  await endProcess(isServer, (signal) => process.kill(pid, signal), [
    ['SIGINT', 20_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 2_000],
  ])
  return true
}

/** The lines of the file in which a server describes itself. */
async function readLock(folder: string): Promise<string[]> {
  return (await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
}
