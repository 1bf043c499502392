import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Build } from './build.ts'
import { quote, startWorkerd, type Worker } from './workerd.ts'

/** Starts `workerd` with a Worker that only passes requests on to the endpoint, to measure the hop by itself. */
export async function startPassThrough({ folder, compatibilityDate }: Build, endpoint: string): Promise<Worker> {
  await copyFile(new URL('pass-through.js', import.meta.url), join(folder, 'pass-through.js'))
  const config = `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "hop", worker = .hop), (name = "loopback", network = (allow = ["local"]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "hop")],
);

const hop :Workerd.Worker = (
  serviceWorkerScript = embed "pass-through.js",
  compatibilityDate = ${quote(compatibilityDate)},
  bindings = [(name = "DATABASE_ENDPOINT", fromEnvironment = "DATABASE_ENDPOINT")],
  globalOutbound = "loopback",
);
`
  return startWorkerd(join(folder, 'pass-through.capnp'), config, { DATABASE_ENDPOINT: endpoint })
}
