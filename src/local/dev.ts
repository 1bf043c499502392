import { createConnection } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { signingSecrets } from '../stripe/signature.ts'
import { formatBanner } from './banner.ts'
import { type DataFolder, lockDataFolder } from './data-folder.ts'
import { type DatabaseSource, startLocalDatabase, useExternalDatabase } from './database-source.ts'
import { explainFullDisk, warnOfFullDisk } from './full-disk.ts'
import { type DevOptions, readOptions } from './options.ts'
import { dataFoldersOf } from './postgres/places.ts'
import { readOrCreateStripeSecret } from './secrets.ts'
import { allowStripeSecrets } from './stack.ts'
import { untilUnresponsive } from './worker-monitor.ts'
import { endLeftoverWorker, startWorker, type WorkerProcess } from './worker-process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url).href).replace(/\/$/, '')
const READY_TIMEOUT_MS = 90_000
/** On Ctrl-C, npm forwards the signal that the terminal has already sent: a second one within this time is ignored. */
const DUPLICATE_SIGNAL_MS = 500

const log = (line: string) => void process.stderr.write(`${line}\n`)

/** What has been started or is being started; stopped in reverse order. */
const running: { folder?: DataFolder; database?: Promise<DatabaseSource>; worker?: Promise<WorkerProcess> } = {}
let stopping = false

/** Starts everything and runs until a part exits unexpectedly, which is thrown. Returns early on a request to stop. */
async function run(options: DevOptions): Promise<void> {
  const external = process.env.DATABASE_URL
  if (external && options.reset) {
    throw new Error('--reset cannot be used with DATABASE_URL: it resets only the local database.')
  }
  const folder = await claimFolderAndPort(options)
  if (options.reset) await folder.reset()
  if (stopping) return

  log(external ? 'Using the database in DATABASE_URL.' : 'Starting PostgreSQL.')
  running.database = external ? useExternalDatabase(external, options) : startLocalDatabase(folder, options, log)
  const { variables, neon, database, keys, ended } = await running.database
  if (stopping) return

  log('Starting the Worker.')
  const api = `http://127.0.0.1:${options.port}`
  const stripeSecret = await readOrCreateStripeSecret(folder.path)
  // Also accept the user's own secret, such as that of the Stripe CLI when it forwards events.
  const STRIPE_WEBHOOK_SECRET = [stripeSecret, process.env.STRIPE_WEBHOOK_SECRET].filter(Boolean).join(',')
  // Only for the local database: for any other, the operator decides which secrets it accepts.
  if (!external && database) await allowStripeSecrets(database, signingSecrets(STRIPE_WEBHOOK_SECRET))
  running.worker = startWorker({
    root,
    dataDir: folder.path,
    port: options.port,
    variables: { ...variables, STRIPE_WEBHOOK_SECRET },
  })
  const worker = await running.worker
  await folder.announce({ pid: process.pid, api, neon, database, stripeSecret, worker: worker.group })
  const failure = Promise.race([
    worker.ended.then((reason) => new Error(`The Worker process (wrangler) exited unexpectedly: ${reason}`)),
    untilUnresponsive(worker.group, options.port).then(
      () => new Error('The Worker no longer responds: its runtime (workerd) exited unexpectedly. Start again.'),
    ),
    ended.then((reason) => new Error(`PostgreSQL exited unexpectedly. ${reason}`)),
  ])
  await Promise.race([failure.then((error) => Promise.reject(error)), untilReady(api, worker)])
  if (stopping) return

  worker.showOutput()
  void dataFoldersOf(folder.path).then((folders) => warnOfFullDisk(folders, log))
  const stack = { api, neon, database, keys }
  const place = { dataDir: folder.path, isExternal: Boolean(external) }
  process.stdout.write(options.json ? `${JSON.stringify(stack)}\n` : formatBanner(stack, place))
  throw await failure
}

/** Locks the data folder and checks that the port is free, or throws one sentence that names the one in use. */
async function claimFolderAndPort(options: DevOptions): Promise<DataFolder> {
  let folderError: unknown
  try {
    running.folder = await lockDataFolder(options.dataDir, options)
    const { leftover, path } = running.folder
    if (leftover) await endLeftoverWorker(leftover.worker, path)
  } catch (error) {
    folderError = error
  }
  if (await isPortInUse(options.port)) {
    throw new Error(
      `Port ${options.port} is in use. Stop the process that listens on it, or choose another port with --port.`,
    )
  }
  if (!running.folder) throw folderError
  return running.folder
}

/** A port is in use if anything accepts connections there; binding it would miss a listener on all addresses. */
function isPortInUse(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    const end = (inUse: boolean) => {
      socket.destroy()
      resolve(inUse)
    }
    socket.setTimeout(2_000, () => end(true)).once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}

async function untilReady(api: string, worker: WorkerProcess): Promise<void> {
  let last = 'no response'
  for (const end = Date.now() + READY_TIMEOUT_MS; Date.now() < end; await sleep(150)) {
    try {
      const response = await fetch(`${api}/ready`, { signal: AbortSignal.timeout(10_000) })
      if (response.status === 200) return
      last = `${response.status} ${await response.text()}`
    } catch (error) {
      last = String((error as Error).cause ?? error)
    }
    if (last.includes('"not_ready"')) {
      // Waiting does not fix a role's privileges. Only the Worker's log has the details; it arrives on another stream.
      await sleep(500)
      throw new Error(`The Worker is not ready: ${last}\n${worker.output()}`)
    }
  }
  throw new Error(`The Worker did not become ready in ${READY_TIMEOUT_MS / 1000} seconds: ${last}`)
}

/** Stops everything that was started. Waits for anything that is still starting, which cannot be stopped halfway. */
async function stopAll({ now = false } = {}): Promise<void> {
  const worker = await running.worker?.catch(() => undefined)
  await worker?.stop({ now })
  const database = await running.database?.catch(() => undefined)
  await database?.stop({ now })
  await running.folder?.release()
}

/** Settles at the first stop signal. A later one that is not a duplicate of it forces everything to stop. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    let first = 0
    const onSignal = (signal: NodeJS.Signals) => {
      if (!stopping) {
        stopping = true
        first = Date.now()
        log(`Stopping (${signal}).`)
        resolve()
      } else if (Date.now() - first > DUPLICATE_SIGNAL_MS) {
        stopAll({ now: true }).finally(() => process.exit(0))
      }
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  })
}

async function main(): Promise<number> {
  // A closed output stream must not leave processes behind.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  let code = 0
  let options: DevOptions | undefined
  try {
    options = readOptions(process.argv.slice(2))
    if (options) await Promise.race([run(options), untilSignal()])
  } catch (thrown) {
    if (!stopping) {
      code = 1
      const error = options ? await explainFullDisk(thrown, await dataFoldersOf(options.dataDir)) : thrown
      log(error instanceof Error ? error.message : String(error))
    }
  }
  stopping = true
  await stopAll()
  return code
}

process.exit(await main())
