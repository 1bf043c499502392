import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Build } from './build.ts'
import { quote, startWorkerd, type Worker } from './workerd.ts'

/** What differs from a benchmark. */
type WorkerOptions = {
  stripeSecret?: string
  /** Origins of web pages that may call the API, separated by commas. */
  corsOrigins?: string
  /**
   * Host and port of a server that stands in for KV and for the rate limiters. KV sends it `GET`, `PUT` and `DELETE`; a
   * limiter sends `POST` with the counted name and expects `{"success"}`.
   */
  platform?: string
  /** Receives each line of the log, which is otherwise discarded. */
  onLog?: (line: string) => void
}

/**
 * Starts `workerd` itself with its own configuration, so that no entry Worker of Miniflare runs in front of this one.
 * By default, its KV is a Worker in the same process, and its rate limiters count in memory. The highest limits are
 * lifted, because benchmarks exceed them.
 */
export async function startWorker(
  build: Build,
  database: { loginUrl: string; endpoint: string },
  { stripeSecret = '', corsOrigins = '', platform, onLog }: WorkerOptions = {},
): Promise<Worker> {
  for (const file of ['key-store.js', 'limiter.js']) {
    await copyFile(new URL(file, import.meta.url), join(build.folder, file))
  }
  const env = {
    ...{ DATABASE_URL: database.loginUrl, DATABASE_ENDPOINT: database.endpoint },
    ...{ STRIPE_SECRET: stripeSecret, CORS_ORIGINS: corsOrigins },
  }
  return startWorkerd(join(build.folder, 'workerd.capnp'), configuration(build, platform), env, onLog)
}

function configuration(build: Build, platform: string | undefined): string {
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "api", worker = .api),
    (name = "keys", ${platform ? `external = (address = ${quote(platform)}, http = ())` : 'worker = .keys'}),
    (name = "loopback", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "api")],
  extensions = [(modules = [(name = "limiter", internal = true, esModule = embed "limiter.js")])],
);

const api :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "index.js"),
    ${build.texts.map((file) => `(name = ${quote(file)}, text = embed ${quote(file)}),`).join('\n    ')}
  ],
  compatibilityDate = ${quote(build.compatibilityDate)},
  compatibilityFlags = [${build.compatibilityFlags.map(quote).join(', ')}],
  bindings = [
    (name = "KEYS", kvNamespace = "keys"),
    ${build.limiters.map((one) => limiter(one, platform !== undefined)).join('\n    ')}
    (name = "DATABASE_URL", fromEnvironment = "DATABASE_URL"),
    (name = "DATABASE_ENDPOINT", fromEnvironment = "DATABASE_ENDPOINT"),
    (name = "STRIPE_WEBHOOK_SECRET", fromEnvironment = "STRIPE_SECRET"),
    (name = "CORS_ORIGINS", fromEnvironment = "CORS_ORIGINS"),
  ],
  globalOutbound = "loopback",
);

const keys :Workerd.Worker = (
  serviceWorkerScript = embed "key-store.js",
  compatibilityDate = ${quote(build.compatibilityDate)},
);
`
}

function limiter({ name, limit }: Build['limiters'][number], isRemote: boolean): string {
  const lifted = name.endsWith('_HIGHEST') ? 1_000_000_000 : limit
  const inner = isRemote ? '(name = "server", service = "keys")' : `(name = "limit", json = "${lifted}")`
  const wrapped = `(moduleName = "limiter", entrypoint = "createLimiter", innerBindings = [${inner}])`
  return `(name = ${quote(name)}, wrapped = ${wrapped}),`
}
