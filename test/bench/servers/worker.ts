import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Build } from './build.ts'
import { quote, startWorkerd, type Worker } from './workerd.ts'

/**
 * Starts `workerd` itself with its own configuration, so that no entry Worker of Miniflare runs in front of this one.
 * Its KV is a Worker in the same process. Its rate limiters count in memory; the highest limits are lifted, because a
 * benchmark exceeds them. Its log, which would go to the platform's log, is discarded.
 */
export async function startWorker(build: Build, database: { loginUrl: string; endpoint: string }): Promise<Worker> {
  for (const file of ['key-store.js', 'limiter.js']) {
    await copyFile(new URL(file, import.meta.url), join(build.folder, file))
  }
  const env = { DATABASE_URL: database.loginUrl, DATABASE_ENDPOINT: database.endpoint }
  return startWorkerd(join(build.folder, 'workerd.capnp'), configuration(build), env)
}

function configuration(build: Build): string {
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "api", worker = .api),
    (name = "keys", worker = .keys),
    (name = "loopback", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "api")],
  extensions = [(modules = [(name = "limiter", internal = true, esModule = embed "limiter.js")])],
);

const api :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "index.js")],
  compatibilityDate = ${quote(build.compatibilityDate)},
  compatibilityFlags = [${build.compatibilityFlags.map(quote).join(', ')}],
  bindings = [
    (name = "KEYS", kvNamespace = "keys"),
    ${build.limiters.map(limiter).join('\n    ')}
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

function limiter({ name, limit }: Build['limiters'][number]): string {
  const lifted = name.endsWith('_HIGHEST') ? 1_000_000_000 : limit
  const inner = `[(name = "limit", json = "${lifted}")]`
  const wrapped = `(moduleName = "limiter", entrypoint = "createLimiter", innerBindings = ${inner})`
  return `(name = ${quote(name)}, wrapped = ${wrapped}),`
}
