import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { writePrivateFile } from '../admin/private-file.ts'
import { commandOf } from '../admin/processes.ts'
import { endProcess } from './end-process.ts'

/** Options of `wrangler dev`. */
export type WorkerOptions = {
  root: string
  dataDir: string
  port: number
  /** The Worker's variables, such as DATABASE_URL. */
  variables: Record<string, string | undefined>
}

/** A running `wrangler dev`. */
export type WorkerProcess = {
  /** Its process group: wrangler, workerd, esbuild. */
  group: number
  /** Settles when wrangler has exited, with the reason and the buffered output. */
  ended: Promise<string>
  /** The output so far, which is buffered until `showOutput`. */
  output(): string
  /** Discards the buffered output and sends further output to stderr. */
  showOutput(): void
  stop(options?: { now?: boolean }): Promise<void>
}

/**
 * Starts the Worker with wrangler in its own process group; no network is needed. Its variables are passed in a
 * file that only this user can read: on a command line every user of the machine would see them, and with `--env-file`
 * they are not overridden by a `.dev.vars`.
 */
export async function startWorker({ root, dataDir, port, variables }: WorkerOptions): Promise<WorkerProcess> {
  const variablesFile = join(dataDir, 'worker.env')
  await writePrivateFile(variablesFile, formatVariables(variables))
  const store = join(dataDir, 'kv')
  const logs = join(dataDir, 'wrangler')
  await rm(logs, { recursive: true, force: true })
  for (const folder of [store, logs]) await mkdir(folder, { recursive: true, mode: 0o700 })
  const wrangler = join(dirname(createRequire(import.meta.url).resolve('wrangler/package.json')), 'bin', 'wrangler.js')
  const options = [
    ...['dev', '--config', join(root, 'wrangler.toml'), '--ip', '127.0.0.1', '--port', String(port)],
    ...['--local', '--persist-to', store, '--env-file', variablesFile, '--inspector-port', '0'],
    '--show-interactive-dev-session=false',
  ]
  const child = spawn(process.execPath, [wrangler, ...options], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...localOnly(logs) },
  })
  return watch(child)
}

/** Prevents wrangler from using the network and from writing outside the data folder. */
function localOnly(logs: string): NodeJS.ProcessEnv {
  return {
    WRANGLER_HIDE_BANNER: 'true',
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_SEND_ERROR_REPORTS: 'false',
    WRANGLER_NO_SKILLS_UPDATE_PROMPTS: 'true',
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: 'true',
    CLOUDFLARE_INCLUDE_PROCESS_ENV: 'false',
    CLOUDFLARE_ENV: '',
    // Its log would repeat the output, including the URL of each failed request.
    WRANGLER_WRITE_LOGS: 'false',
    WRANGLER_LOG_PATH: logs,
    WRANGLER_REGISTRY_PATH: join(logs, 'registry'),
    WRANGLER_CACHE_DIR: join(logs, 'cache'),
    ...(process.stderr.isTTY && { FORCE_COLOR: '1' }),
  }
}

function watch(child: ChildProcess): WorkerProcess {
  const buffered: string[] = []
  let isShown = false
  const receive = (text: string) => {
    if (isShown) process.stderr.write(text)
    else buffered.push(text)
  }
  for (const stream of [child.stdout, child.stderr]) stream && withoutUrls(stream, receive)
  const output = () => buffered.join('').trim()
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => setImmediate(() => resolve(`${signal ?? `exit code ${code}`}\n${output()}`)))
  })
  return {
    group: child.pid ?? 0,
    ended,
    output,
    showOutput() {
      isShown = true
      buffered.length = 0
    },
    stop: async ({ now = false } = {}) => {
      if (child.pid) await endGroup(child.pid, now)
    },
  }
}

/**
 * Passes on the output of wrangler line by line, without the URLs of requests: they can hold personal data and secrets.
 * The Worker itself logs each request without them.
 */
function withoutUrls(stream: Readable, receive: (text: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (!REQUEST_LINE.test(stripVTControlCharacters(line))) receive(`${withoutUrl(line)}\n`)
  })
  stream.once('end', () => rest && receive(withoutUrl(rest)))
}

/** Wrangler's line for each request. */
const REQUEST_LINE = /^\[wrangler:info\] \S+ \//

/** Wrangler's errors name the method and the URL of a request, such as `POST http://127.0.0.1:8787/v1/customers`. */
const withoutUrl = (line: string) => line.replace(/(\b[A-Z]+ https?:\/\/[^\s/]+\/)\S+/, '$1…')

/** Ends every process of a group. */
async function endGroup(group: number, now: boolean): Promise<void> {
  const send = (signal: NodeJS.Signals | 0) => signalGroup(group, signal)
  await endProcess(() => send(0), send, [
    ['SIGTERM', now ? 0 : 5_000],
    ['SIGKILL', 2_000],
  ])
}

/** Whether the group exists. Signal 0 only checks that. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal)
    return true
  } catch {
    return false
  }
}

/** Ends the Worker processes that a killed run left behind; an unrelated group with the same id is not touched. */
export async function endLeftoverWorker(group: number, dataDir: string): Promise<void> {
  const command = group > 1 ? await commandOf(group) : undefined
  if (command?.includes('wrangler') && command.includes(dataDir)) await endGroup(group, false)
}

/**
 * Every value is a URL, in which these characters can be percent-encoded, or a secret without them. Unencoded, the
 * file's parser would read them as quotes, comments or variable names.
 */
function formatVariables(variables: WorkerOptions['variables']): string {
  return Object.entries(variables)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const safe = value?.replace(
        /["'`$#\\\s]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      )
      return `${name}="${safe}"\n`
    })
    .join('')
}
