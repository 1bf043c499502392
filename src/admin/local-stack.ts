import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OperatorError } from './operator-error.ts'
import { readPrivateJson, writePrivateJson } from './private-file.ts'
import { commandOf } from './processes.ts'

/** A running `npm run dev`, as it describes itself in `run.json` in its data folder. */
export type LocalStack = {
  /** Process id of `npm run dev`. */
  pid: number
  /** URL of the API, without a slash at the end. */
  api: string
  /** The operator's URL; null for an external database without a known operator URL. */
  database: string | null
  /** The API's Stripe webhook secret, with which `stripe demo-event` signs. */
  stripeSecret: string
}

/** The default data folder. */
export const defaultDataDir = fileURLToPath(new URL('../../.local', import.meta.url).href)

/** Name of the database that a local stack creates. */
export const databaseName = 'customers'

const fileIn = (folder: string) => join(folder, 'run.json')

/** Describes a stack to the command line, until `removeLocalStack`. */
export async function writeLocalStack(folder: string, stack: LocalStack): Promise<void> {
  await writePrivateJson(fileIn(folder), stack)
}

/** The stack that a folder describes, if any; a killed run leaves its description behind. */
export async function readLocalStack<Stack extends LocalStack>(folder: string): Promise<Stack | undefined> {
  return readPrivateJson<Stack>(fileIn(folder))
}

export async function removeLocalStack(folder: string): Promise<void> {
  await rm(fileIn(folder), { force: true })
}

/**
 * The stack that runs on a data folder, `.local` by default.
 * @throws OperatorError if none does.
 */
export async function findLocalStack(dataOption: string | undefined): Promise<LocalStack> {
  const folder = dataOption === undefined ? defaultDataDir : resolve(dataOption)
  const stack = await readLocalStack(folder)
  if (stack && (await isRunning(stack))) return stack
  throw new OperatorError(
    `No local stack is running on ${folder}. Start "npm run dev", or set DATABASE_ADMIN_URL to the operator's URL.`,
  )
}

/** Whether a URL is the operator's for the database of a local stack. */
export function isLocalDatabase({ hostname, username, pathname }: URL): boolean {
  return hostname === '127.0.0.1' && username === 'owner' && pathname === `/${databaseName}`
}

/** The process id of a killed run may have been reused. */
async function isRunning({ pid }: LocalStack): Promise<boolean> {
  return /\bdev\.ts\b/.test((await commandOf(pid)) ?? '')
}
