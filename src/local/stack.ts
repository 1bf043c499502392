import { Client } from 'pg'
import { migrate } from '../admin/migrate.ts'
import { storeWebhookSecrets } from '../admin/stripe-secrets.ts'
import { type NeonEndpoint, startNeonEndpoint } from './neon/endpoint.ts'
import type { Cluster } from './postgres/cluster.ts'

/**
 * A database that is ready for the Worker: migrated, reachable over Neon's protocol, and accessible to the Worker's
 * role.
 */
export type Stack = {
  cluster: Cluster
  endpoint: NeonEndpoint
  /** `postgres://` URL of the Worker's role `api_login`. */
  loginUrl: string
  /** Stops the endpoint and the server. Can be called twice. */
  stop(): Promise<void>
}

/** Prepares a running cluster for the Worker. If that fails, the cluster is stopped. */
export async function prepareStack(
  cluster: Cluster,
  options: { latency?: number; log?: (line: string) => void } = {},
): Promise<Stack> {
  try {
    await migrate(cluster.ownerUrl, { log: options.log })
    await setLoginPassword(cluster.ownerUrl, cluster.secrets.login)
    const database = { host: '127.0.0.1', port: cluster.port }
    const superuserUrl = cluster.superuserUrl
    const endpoint = await startNeonEndpoint({ database, superuserUrl, latency: options.latency })
    const stop = async () => {
      await Promise.all([endpoint.close(), cluster.stop()])
    }
    return { cluster, endpoint, loginUrl: cluster.url('api_login', cluster.secrets.login), stop }
  } catch (error) {
    await cluster.stop()
    throw error
  }
}

/** Makes the local database accept events signed with these secrets. */
export async function allowStripeSecrets(ownerUrl: string, secrets: string[]): Promise<void> {
  await withClient(ownerUrl, (client) =>
    storeWebhookSecrets(async (text, params) => (await client.query(text, params)).rows, secrets),
  )
}

/** Migrations create the Worker's role without a password: nobody can log in with it until the operator sets one. */
async function setLoginPassword(ownerUrl: string, password: string): Promise<void> {
  await withClient(ownerUrl, (client) =>
    client.query(`alter role api_login login password ${client.escapeLiteral(password)}`),
  )
}

async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
