import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { readPrivateJson, writePrivateJson } from '../admin/private-file.ts'

/** The passwords of a local database, in plain text: they give access only to that database, on loopback. */
export type Secrets = {
  /** The superuser `postgres`, used to create the owner and to check the passwords of requests. */
  superuser: string
  /** The operator's role `owner`: migrations, seed and the admin command line. */
  owner: string
  /** The Worker's role `api_login`. */
  login: string
}

/** All secrets in the file; the others may exist without a local database. */
type StoredSecrets = Partial<Secrets> & { stripe?: string }

const fileOf = (dataDir: string) => join(dataDir, 'secrets.json')

/**
 * Reads the passwords in a data folder. @throws if they are missing although the folder holds a database: they
 * cannot be guessed.
 */
export async function readSecrets(dataDir: string): Promise<Secrets> {
  const secrets = await readPrivateJson<Secrets>(fileOf(dataDir))
  if (!secrets?.superuser || !secrets.owner || !secrets.login) {
    throw new Error(`The passwords of the database in ${dataDir} are missing (secrets.json). Start once with --reset.`)
  }
  return secrets
}

/** Creates passwords for a new database and stores them in the data folder (mode 0600). */
export async function createSecrets(dataDir: string): Promise<Secrets> {
  const password = () => randomBytes(24).toString('hex')
  const secrets = { superuser: password(), owner: password(), login: password() }
  await writePrivateJson(fileOf(dataDir), secrets)
  return secrets
}

/** The local Worker's Stripe webhook secret, with which `stripe demo-event` signs; created on first use. */
export async function readOrCreateStripeSecret(dataDir: string): Promise<string> {
  const stored = (await readPrivateJson<StoredSecrets>(fileOf(dataDir))) ?? {}
  if (stored.stripe) return stored.stripe
  const stripe = `whsec_${randomBytes(24).toString('hex')}`
  await writePrivateJson(fileOf(dataDir), { ...stored, stripe })
  return stripe
}
