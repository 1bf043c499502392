import type { ChildProcess } from 'node:child_process'
import { copyFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Build } from './build.ts'
import { startProgram } from './children.ts'

/** A `workerd` that serves the built Worker. */
export type Worker = { child: ChildProcess; port: number }

/**
 * Starts `workerd` itself, with a configuration of its own: nothing stands before the Worker, as Miniflare's entry
 * would. Its KV is a Worker in the same process; its log, which goes to the platform's, is thrown away.
 */
export async function startWorker(build: Build, database: { loginUrl: string; endpoint: string }): Promise<Worker> {
  await copyFile(new URL('key-store.js', import.meta.url), join(build.folder, 'key-store.js'))
  const file = join(build.folder, 'workerd.capnp')
  await writeFile(file, configuration(build))
  // The one that wrangler brings.
  const wrangler = createRequire(import.meta.url).resolve('wrangler/package.json')
  const { default: program } = createRequire(wrangler)('workerd') as { default: string }
  const child = startProgram(program, ['serve', file, '--socket-addr=http=127.0.0.1:0', '--control-fd=3'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { DATABASE_URL: database.loginUrl, DATABASE_ENDPOINT: database.endpoint },
  })
  let complaint = ''
  child.stderr?.on('data', (chunk) => {
    complaint = (complaint + chunk).slice(-2_000)
  })
  const port = await Promise.race([
    readPort(child.stdio[3] as Readable),
    new Promise<never>((_, reject) => child.once('exit', () => reject(new Error(`workerd ended: ${complaint}`)))),
    sleep(20_000, undefined, { ref: false }).then(() => {
      throw new Error(`workerd did not start: ${complaint}`)
    }),
  ])
  return { child, port }
}

function configuration(build: Build): string {
  const quote = (text: string) => JSON.stringify(text)
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "api", worker = .api),
    (name = "keys", worker = .keys),
    (name = "loopback", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "api")],
);

const api :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "index.js")],
  compatibilityDate = ${quote(build.compatibilityDate)},
  compatibilityFlags = [${build.compatibilityFlags.map(quote).join(', ')}],
  bindings = [
    (name = "KEYS", kvNamespace = "keys"),
    (name = "DATABASE_URL", fromEnvironment = "DATABASE_URL"),
    (name = "DATABASE_ENDPOINT", fromEnvironment = "DATABASE_ENDPOINT"),
  ],
  globalOutbound = "loopback",
);

const keys :Workerd.Worker = (
  serviceWorkerScript = embed "key-store.js",
  compatibilityDate = ${quote(build.compatibilityDate)},
);
`
}

/** `workerd` says in lines of JSON which port a socket has got. */
async function readPort(control: Readable): Promise<number> {
  let text = ''
  for await (const chunk of control) {
    text += chunk
    const port = /"event":"listen","socket":"http","port":(\d+)/.exec(text)?.[1]
    if (port) return Number(port)
  }
  throw new Error('workerd did not say which port it listens on.')
}
