import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '../../src/local/postgres/cluster.ts'
import { dataFoldersOf, removeDataFolder } from '../../src/local/postgres/places.ts'
import { makeThrowAwayFolder } from '../../src/local/postgres/throw-away.ts'
import type { Secrets } from '../../src/local/secrets.ts'
import { startWorker } from '../../src/local/worker-process.ts'
import { type AdminRun, runAdmin } from './admin-run.ts'
import { canary } from './canaries.ts'
import type { CanaryTarget } from './canary-traffic.ts'
import { startReady } from './dev-run.ts'
import { startFaultServer } from './fault-server.ts'
import { startFaultyEndpoint } from './faults.ts'
import { runSql } from './own-database.ts'

/** A local stack, a second Worker with injected database faults, and everything that they write. */
export type CanaryStack = Awaited<ReturnType<typeof prepare>>

/** Starts `npm run dev` and a second Worker, with a tenant that has a Stripe account. */
export async function startCanaryStack(): Promise<CanaryStack> {
  const dataDir = await makeThrowAwayFolder()
  const stripeSecret = `whsec_${canary()}`
  const port = String(await findFreePort())
  const dev = await startReady(['--no-seed', '--port', port, '--data', dataDir], {
    STRIPE_WEBHOOK_SECRET: stripeSecret,
  })
  const stop = async () => {
    dev.npm.kill('SIGTERM')
    await dev.ended
    await removeDataFolder(dataDir)
  }
  try {
    return await prepare(dev, dataDir, stripeSecret, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function prepare(
  dev: Awaited<ReturnType<typeof startReady>>,
  dataDir: string,
  stripeSecret: string,
  stopDev: () => Promise<void>,
) {
  const { api, neon, database } = dev.line
  const runs: (AdminRun & { command: string })[] = []
  /** Runs an admin command on the stack, or on another database. */
  const admin = async (args: string[], environment: NodeJS.ProcessEnv = { STRIPE_WEBHOOK_SECRET: stripeSecret }) => {
    const place = environment.DATABASE_ADMIN_URL ? [] : ['--data', dataDir]
    const run = await runAdmin([...args, ...place], environment)
    runs.push({ command: args.join(' '), ...run })
    return run
  }
  const slug = `t-${crypto.randomUUID()}`
  const account = `acct_${crypto.randomUUID().slice(0, 8)}`
  const secrets = JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')) as Secrets & { stripe: string }
  const faults = await startFaultServer(neon)
  const endpoint = await startFaultyEndpoint(neon, faults.url)
  const { keys } = JSON.parse((await admin(['tenant', 'create', slug, '--name', 'A', '--json'])).stdout)
  const created = await admin(['key', 'create', slug, '--rate-limit', 'highest', '--json'])
  const key: string = JSON.parse(created.stdout).key
  await admin(['stripe', 'connect', slug, account, '--link-by-email'])

  const faulty = await startFaultyWorker(endpoint.url, loginUrlOf(database ?? '', secrets.login), stripeSecret)
  const target: CanaryTarget = { api, key, stripeSecret, account }

  return {
    ...{ dev, admin, runs, slug, target, endpoint },
    sql: (text: string, values?: unknown[]) => runSql(database ?? '', text, values),
    faultyTarget: { ...target, api: faulty.api } as CanaryTarget,
    /** The secrets that the stack itself uses. */
    secrets: {
      ...{ apiKey: key, liveKey: keys.live.key, testKey: keys.test.key, stripeSecret, ownStripeSecret: secrets.stripe },
      ...{ loginPassword: secrets.login, superuserPassword: secrets.superuser, ownerPassword: secrets.owner },
    },
    /** Waits until the logs of the Workers have everything up to now. */
    async flush() {
      const id = canary()
      const ids = { headers: { 'X-Request-Id': id } }
      await Promise.all([api, faulty.api].map((url) => fetch(`${url}/health`, ids)))
      for (const end = Date.now() + 10_000; ![dev.output.stderr, faulty.output()].every((log) => log.includes(id)); ) {
        if (Date.now() > end) throw new Error('A Worker has no log line for a request.')
        await sleep(20)
      }
    },
    /** What has been written so far, by program. The line for other programs shows the owner's URL on purpose. */
    async logs(): Promise<Record<string, string>> {
      const folders = await dataFoldersOf(dataDir)
      const server = await Promise.all(folders.map((folder) => textIn(join(folder, 'postgres'), /^postgres\.log$/)))
      return {
        'npm run dev and its Worker': dev.output.stdout.replace(/^\{"api".*\n/, '') + dev.output.stderr,
        'the other Worker': faulty.output(),
        PostgreSQL: server.join('\n'),
        'the files of wrangler': await textIn(join(dataDir, 'wrangler'), /./),
      }
    },
    async stop() {
      await faulty.stop()
      faults.close()
      await stopDev()
    },
  }
}

async function startFaultyWorker(endpoint: string, loginUrl: string, stripeSecret: string) {
  const dataDir = await makeThrowAwayFolder()
  const port = await findFreePort()
  const variables = { DATABASE_URL: loginUrl, DATABASE_ENDPOINT: endpoint, STRIPE_WEBHOOK_SECRET: stripeSecret }
  const worker = await startWorker({ root: process.cwd(), dataDir, port, variables })
  const api = `http://127.0.0.1:${port}`
  const isReady = () =>
    fetch(`${api}/ready`)
      .then(({ ok }) => ok)
      .catch(() => false)
  const stop = async () => {
    await worker.stop()
    await removeDataFolder(dataDir)
  }
  for (const end = Date.now() + 90_000; !(await isReady()); await sleep(150)) {
    if (Date.now() < end) continue
    await stop()
    throw new Error(`The Worker is not ready: ${worker.output()}`)
  }
  return { api, output: worker.output, stop }
}

function loginUrlOf(ownerUrl: string, password: string): string {
  return Object.assign(new URL(ownerUrl), { username: 'api_login', password }).href
}

/** The text of all files with a matching name in a folder and its subfolders. */
async function textIn(folder: string, name: RegExp): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile() && name.test(entry.name))
  const texts = files.map((file) => readFile(join(file.parentPath, file.name), 'utf8').catch(() => ''))
  return (await Promise.all(texts)).join('\n')
}
