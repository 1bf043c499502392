import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultDataDir } from '../admin/local-stack.ts'

/** What the command line of `npm run dev` asks for. */
export type DevOptions = {
  port: number
  dataDir: string
  reset: boolean
  seed: boolean
  /** Milliseconds before each answer of the database. */
  latency: number
  json: boolean
  help: boolean
}

/** A user error: reported as one plain sentence without a stack trace. */
export class PlainError extends Error {}

/** What `--help` prints. */
export const helpText = `npm run dev -- [options]

Starts PostgreSQL, a local Neon endpoint and the API on this machine, with two demo tenants.

  --port <number>      port of the API on 127.0.0.1 (8787)
  --data <folder>      folder for the database, the key cache and the demo keys (.local)
  --reset              delete that data and start over
  --no-seed            create no demo data and print no keys
  --db-latency <ms>    delay each database response by this much
  --json               when ready, print one line of JSON to stdout and everything else to stderr
  --help               print this help

If DATABASE_URL is set, that database is used unchanged: nothing is migrated, seeded or reset.
`

/**
 * Reads the command line.
 * @throws PlainError that names the wrong option.
 */
export function readDevOptions(args: string[]): DevOptions {
  const values = parse(args)
  return {
    port: readNumber('--port', values.port, 1, 65_535, true),
    dataDir: readDataFolder(values.data),
    reset: values.reset ?? false,
    seed: !values['no-seed'],
    latency: readNumber('--db-latency', values['db-latency'], 0, 10_000, false),
    json: values.json ?? false,
    help: values.help ?? false,
  }
}

/** An empty name is probably an unset variable; it would resolve to the project folder itself. */
function readDataFolder(name: string | undefined): string {
  if (name === undefined) return defaultDataDir
  if (name.trim() === '') throw new PlainError('--data requires a folder name. See npm run dev -- --help.')
  return resolve(name)
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string', default: '8787' },
        data: { type: 'string' },
        reset: { type: 'boolean' },
        'no-seed': { type: 'boolean' },
        'db-latency': { type: 'string', default: '0' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    // Node appends a hint about positional arguments, which this command does not have.
    const [sentence] = (error as Error).message.split(/\.\s|\n/)
    throw new PlainError(`${sentence?.replace(/\.$/, '')}. See npm run dev -- --help.`)
  }
}

function readNumber(name: string, text: string, least: number, most: number, whole: boolean): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value
  throw new PlainError(`${name} must be a number from ${least} to ${most}, not "${text}". See npm run dev -- --help.`)
}
