import { createConnection } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { formatBanner } from './banner.ts'
import { type DataFolder, takeDataFolder } from './data-folder.ts'
import { type DatabaseSource, startOwnDatabase, useForeignDatabase } from './database-source.ts'
import { type DevOptions, helpText, PlainError, readDevOptions } from './dev-options.ts'
import { readOrMakeStripeSecret } from './secrets.ts'
import { endLeftoverWorker, startWorker, type WorkerProcess } from './worker-process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url).href).replace(/\/$/, '')
const readyLimitInMs = 90_000
/**
 * On Ctrl-C, npm forwards the signal that the terminal has already sent here. A second signal within this time is that
 * duplicate.
 */
const echoInMs = 500

const log = (line: string) => void process.stderr.write(`${line}\n`)

/** What has been started or is being started; stopped in reverse order. */
const running: { folder?: DataFolder; database?: Promise<DatabaseSource>; worker?: Promise<WorkerProcess> } = {}
let stopping = false

/** Starts everything and runs until a part exits unexpectedly, which is thrown. Returns early on a request to stop. */
async function run(options: DevOptions): Promise<void> {
  const foreign = process.env.DATABASE_URL
  if (foreign && options.reset) {
    throw new PlainError('--reset cannot be used with DATABASE_URL: it resets only the local database.')
  }
  const folder = await takePlaces(options)
  if (options.reset) await folder.reset()
  if (stopping) return

  log(foreign ? 'Using the database in DATABASE_URL.' : 'Starting PostgreSQL.')
  running.database = foreign ? useForeignDatabase(foreign, options) : startOwnDatabase(folder, options, log)
  const { variables, neon, database, keys, ended } = await running.database
  if (stopping) return

  log('Starting the Worker.')
  const api = `http://127.0.0.1:${options.port}`
  // Also accept the user's own secret, such as that of the Stripe CLI when it forwards events.
  const stripeSecret = await readOrMakeStripeSecret(folder.path)
  const secrets = [stripeSecret, process.env.STRIPE_WEBHOOK_SECRET]
  const stripe = { STRIPE_WEBHOOK_SECRET: secrets.filter(Boolean).join(',') }
  running.worker = startWorker({
    root,
    dataDir: folder.path,
    port: options.port,
    variables: { ...variables, ...stripe },
  })
  const worker = await running.worker
  await folder.announce({ pid: process.pid, api, neon, database, stripeSecret, worker: worker.group })
  const failure = Promise.race([
    worker.ended.then((words) => new PlainError(`The Worker process (wrangler) exited unexpectedly: ${words}`)),
    ended.then(() => new PlainError('PostgreSQL exited unexpectedly; see postgres.log in its data folder.')),
  ])
  await Promise.race([failure.then((error) => Promise.reject(error)), becomeReady(api, worker)])
  if (stopping) return

  worker.speakUp()
  const ready = { api, neon, database, keys }
  process.stdout.write(
    options.json ? `${JSON.stringify(ready)}\n` : formatBanner(ready, { dataDir: folder.path, foreign: !!foreign }),
  )
  throw await failure
}

/** Claims the API port and the data folder, or throws one sentence that names the one in use. */
async function takePlaces(options: DevOptions): Promise<DataFolder> {
  let refusal: unknown
  try {
    running.folder = await takeDataFolder(options.dataDir, options)
    const { leftover, path } = running.folder
    if (leftover) await endLeftoverWorker(leftover.worker, path)
  } catch (error) {
    refusal = error
  }
  if (await isPortTaken(options.port)) {
    throw new PlainError(
      `Port ${options.port} is in use. Stop the process that listens on it, or choose another port with --port.`,
    )
  }
  if (!running.folder) throw refusal
  return running.folder
}

/** A port counts as taken if anything accepts connections there; binding it would miss a listener on all addresses. */
function isPortTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    const end = (taken: boolean) => {
      socket.destroy()
      resolve(taken)
    }
    socket.setTimeout(2_000, () => end(true)).once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}

async function becomeReady(api: string, worker: WorkerProcess): Promise<void> {
  let answer = 'no answer'
  for (const end = Date.now() + readyLimitInMs; Date.now() < end; await sleep(150)) {
    try {
      const response = await fetch(`${api}/ready`, { signal: AbortSignal.timeout(10_000) })
      if (response.status === 200) return
      answer = `${response.status} ${await response.text()}`
    } catch (error) {
      answer = String((error as Error).cause ?? error)
    }
    if (answer.includes('"not_ready"')) {
      // Waiting does not fix a role's privileges. The details are only in the Worker's log, which arrives on another
      // stream.
      await sleep(500)
      throw new PlainError(`The Worker is not ready: ${answer}\n${worker.said()}`)
    }
  }
  throw new PlainError(`The Worker did not become ready in ${readyLimitInMs / 1000} seconds: ${answer}`)
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
      } else if (Date.now() - first > echoInMs) {
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
  try {
    const options = readDevOptions(process.argv.slice(2))
    if (options.help) process.stdout.write(helpText)
    else await Promise.race([run(options), untilSignal()])
  } catch (error) {
    if (!stopping) {
      code = 1
      log(error instanceof Error ? error.message : String(error))
    }
  }
  stopping = true
  await stopAll()
  return code
}

process.exit(await main())
