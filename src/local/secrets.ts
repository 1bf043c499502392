import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { readPrivateJson, writePrivateJson } from '../admin/private-file.ts'

/** The passwords of a local database, in plain text: they open nothing but that database, on loopback. */
export type Secrets = {
  /** The superuser `postgres`, used only to create the owner. */
  superuser: string
  /** The operator's role `owner`: migrations, seed and the admin command line. */
  owner: string
  /** The Worker's role `api_login`. */
  login: string
}

/** Other secrets in the same file, which may exist without a local database. */
type Kept = Partial<Secrets> & { stripe?: string }

const fileOf = (dataDir: string) => join(dataDir, 'secrets.json')

/**
 * Reads the passwords kept in a data folder. @throws if they are missing although the folder holds a database: they
 * cannot be guessed.
 */
export async function readSecrets(dataDir: string): Promise<Secrets> {
  const secrets = await readPrivateJson<Secrets>(fileOf(dataDir))
  if (!secrets?.superuser || !secrets.owner || !secrets.login) {
    throw new Error(`The passwords of the database in ${dataDir} are missing (secrets.json). Start once with --reset.`)
  }
  return secrets
}

/** Makes new passwords for a new database and keeps them in the data folder (mode 0600). */
export async function makeSecrets(dataDir: string): Promise<Secrets> {
  const password = () => randomBytes(24).toString('hex')
  const secrets = { superuser: password(), owner: password(), login: password() }
  await writePrivateJson(fileOf(dataDir), secrets)
  return secrets
}

/** The local Worker's Stripe webhook secret, with which `stripe demo-event` signs; created on first use. */
export async function readOrMakeStripeSecret(dataDir: string): Promise<string> {
  const kept = (await readPrivateJson<Kept>(fileOf(dataDir))) ?? {}
  if (kept.stripe) return kept.stripe
  const stripe = `whsec_${randomBytes(24).toString('hex')}`
  await writePrivateJson(fileOf(dataDir), { ...kept, stripe })
  return stripe
}
