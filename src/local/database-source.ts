import type { DataFolder } from './data-folder.ts'
import { type DemoKeys, readOrCreateDemoKeys } from './demo/stored-keys.ts'
import { startNeonEndpoint } from './neon/endpoint.ts'
import type { DevOptions } from './options.ts'
import { startCluster } from './postgres/cluster.ts'
import { prepareStack } from './stack.ts'

/** A database for the Worker, local or external. */
export type DatabaseSource = {
  /** The Worker's variables that name it. */
  variables: { DATABASE_URL: string; DATABASE_ENDPOINT?: string }
  /** URL that the Worker sends its statements to, including `/sql`. */
  neon: string
  /** The operator's URL; null if it is not known. */
  database: string | null
  keys: DemoKeys
  /** Settles with the reason when the local server has exited; never for an external database. */
  ended: Promise<string>
  stop(options?: { now?: boolean }): Promise<void>
}

/** Uses the database in DATABASE_URL unchanged: Neon directly, any other through the local endpoint. */
export async function useExternalDatabase(text: string, options: DevOptions): Promise<DatabaseSource> {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || !url.hostname) {
    throw new Error('DATABASE_URL is not a postgres:// URL with a host.')
  }
  const database = process.env.DATABASE_ADMIN_URL || null
  const rest = { database, keys: {}, ended: new Promise<string>(() => undefined) }
  if (/\.neon\.(tech|build)$/.test(url.hostname)) {
    if (options.latency > 0) throw new Error('--db-latency has no effect on a Neon database. Omit it.')
    // The driver derives the same address by itself.
    const neon = `https://${url.hostname.replace(/^[^.]+\./, 'api.')}/sql`
    return { ...rest, variables: { DATABASE_URL: text }, neon, stop: async () => undefined }
  }
  const address = { host: url.hostname, port: Number(url.port || 5432) }
  const endpoint = await startNeonEndpoint({ database: address, latency: options.latency })
  const variables = { DATABASE_URL: text, DATABASE_ENDPOINT: endpoint.url }
  return { ...rest, variables, neon: endpoint.url, stop: () => endpoint.close() }
}

/** Starts the local database of the data folder, migrates it, and creates the demo data unless disabled. */
export async function startLocalDatabase(
  folder: DataFolder,
  options: DevOptions,
  log: (line: string) => void,
): Promise<DatabaseSource> {
  const cluster = await startCluster({ dataDir: folder.path, log })
  // Keys of a deleted database are not valid in the new one.
  if (cluster.fresh) await folder.forgetKeys()
  const stack = await prepareStack(cluster, { latency: options.latency, log })
  try {
    const keys = options.seed ? await readOrCreateDemoKeys(folder.path, cluster.ownerUrl) : {}
    return {
      variables: { DATABASE_URL: stack.loginUrl, DATABASE_ENDPOINT: stack.endpoint.url },
      neon: stack.endpoint.url,
      database: cluster.ownerUrl,
      keys,
      ended: cluster.ended,
      async stop({ now = false } = {}) {
        await Promise.all([stack.endpoint.close(), cluster.stop({ now })])
      },
    }
  } catch (error) {
    await stack.stop()
    throw error
  }
}
