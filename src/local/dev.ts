import { createConnection } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { formatBanner } from './banner.ts'
import { type DataFolder, takeDataFolder } from './data-folder.ts'
import { type DatabaseSource, startOwnDatabase, useForeignDatabase } from './database-source.ts'
import { type DevOptions, helpText, PlainError, readDevOptions } from './dev-options.ts'
import { endLeftoverWorker, startWorker, type WorkerProcess } from './worker-process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url).href).replace(/\/$/, '')
const readyLimitInMs = 90_000
/** npm passes a Ctrl-C on to us, which we have from the terminal already: what comes this soon is the same one. */
const echoInMs = 500

const log = (line: string) => void process.stderr.write(`${line}\n`)

/** What has been started, in order; it is ended in the reverse order. */
const running: { folder?: DataFolder; database?: DatabaseSource; worker?: WorkerProcess } = {}
let stopping: Promise<void> | undefined

async function main(): Promise<void> {
  const options = readDevOptions(process.argv.slice(2), root)
  if (options.help) return void process.stdout.write(helpText)
  const foreign = process.env.DATABASE_URL
  if (foreign && options.reset) throw new PlainError('--reset cannot be used with DATABASE_URL: that database is not ours.')

  await takePlaces(options)
  const { folder } = running as { folder: DataFolder }
  if (options.reset) await folder.reset()
  running.database = foreign ? await useForeignDatabase(foreign, options) : await startOwnDatabase(folder, options, log)
  const { variables, neon, database, keys, ended } = running.database

  const api = `http://127.0.0.1:${options.port}`
  log('Starting the Worker.')
  running.worker = await startWorker({ root, dataDir: folder.path, port: options.port, variables })
  const { worker } = running
  await folder.announce({ pid: process.pid, api, neon, database, worker: worker.group })
  const failure = Promise.race([
    worker.ended.then((words) => new PlainError(`The Worker's process (wrangler) ended by itself: ${words}`)),
    ended.then(() => new PlainError(`PostgreSQL ended by itself; its log is postgres.log beside its data.`)),
  ])
  await Promise.race([failure.then((error) => Promise.reject(error)), becomeReady(api)])
  worker.speakUp()

  const ready = { api, neon, database, keys }
  process.stdout.write(options.json ? `${JSON.stringify(ready)}\n` : formatBanner(ready))
  throw await failure
}

/** Takes the API's port and the data folder, or says in one sentence which of them is taken. */
async function takePlaces(options: DevOptions): Promise<void> {
  let refusal: unknown
  try {
    running.folder = await takeDataFolder(options.dataDir, options)
    const { leftover, path } = running.folder
    if (leftover) await endLeftoverWorker(leftover.worker, path)
  } catch (error) {
    refusal = error
  }
  if (await isPortTaken(options.port)) {
    throw new PlainError(`Port ${options.port} is taken; stop what listens there, or choose another with --port.`)
  }
  if (refusal) throw refusal
}

/** A port counts as taken when anything answers there; to bind it would miss what listens on all addresses. */
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

async function becomeReady(api: string): Promise<void> {
  let answer = 'no answer'
  for (const end = Date.now() + readyLimitInMs; Date.now() < end; await sleep(150)) {
    try {
      const response = await fetch(`${api}/ready`, { signal: AbortSignal.timeout(10_000) })
      if (response.status === 200) return
      answer = `${response.status} ${await response.text()}`
    } catch (error) {
      answer = String((error as Error).cause ?? error)
    }
  }
  throw new PlainError(`The Worker did not become ready in ${readyLimitInMs / 1000} seconds: ${answer}`)
}

/** Ends everything that was started. A second call makes short work of it. */
async function stopAll({ now = false } = {}): Promise<void> {
  const { worker, database, folder } = running
  await worker?.stop({ now })
  await database?.stop({ now })
  await folder?.release()
}

function onSignal(signal: NodeJS.Signals): void {
  const first = !stopping
  const since = Date.now()
  if (first) {
    log(`\n${signal}: stopping.`)
    stopping = stopAll()
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
main()
