import { resolve } from 'node:path'
import { Command, CommanderError, Option } from 'commander'
import { defaultDataDir } from '../admin/local-stack.ts'

/** The options of `npm run dev`. */
export type DevOptions = {
  port: number
  dataDir: string
  reset: boolean
  seed: boolean
  /** Milliseconds added to each response of the database. */
  latency: number
  json: boolean
}

const seeHelp = 'See npm run dev -- --help.'

/**
 * Reads the command line. Prints the help and returns `undefined` if `--help` is given.
 * @throws Error with one sentence that names the invalid option.
 */
export function readOptions(args: string[]): DevOptions | undefined {
  const program = createProgram()
  try {
    program.parse(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed') return undefined
    const [first = '', ...rest] = error.message.replace(/^error: /, '')
    throw new Error(`${first.toUpperCase()}${rest.join('')}. ${seeHelp}`)
  }
  const [argument] = program.args
  if (argument !== undefined) throw new Error(`Unexpected argument '${argument}'. ${seeHelp}`)
  const { data, dbLatency, reset = false, json = false, port, seed } = program.opts()
  return { port, dataDir: data, reset, seed, latency: dbLatency, json }
}

function createProgram(): Command {
  const folder = new Option('--data <folder>', 'folder for the database, the key cache and the demo keys')
  const latency = new Option('--db-latency <ms>', 'delay each database response by this much')
  return new Command('npm run dev --')
    .description('Starts PostgreSQL, a local Neon endpoint and the API on this machine, with two demo tenants.')
    .option('--port <number>', 'port of the API on 127.0.0.1', readPort, 8787)
    .addOption(folder.argParser(readFolder).default(defaultDataDir, '.local'))
    .option('--reset', 'delete that data and start over')
    .option('--no-seed', 'create no demo data and print no keys')
    .addOption(latency.argParser(readLatency).default(0))
    .option('--json', 'when ready, print one line of JSON to stdout and everything else to stderr')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', '\nIf DATABASE_URL is set, that database is used unchanged: not migrated, seeded or reset.')
    .allowExcessArguments()
    .showSuggestionAfterError(false)
    .configureOutput({ writeErr: () => undefined })
    .exitOverride()
}

function readPort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (port >= 1 && port <= 65_535) return port
  throw new Error(`--port must be a number from 1 to 65535, not "${text}". ${seeHelp}`)
}

function readLatency(text: string): number {
  const latency = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (latency <= 10_000) return latency
  throw new Error(`--db-latency must be a number from 0 to 10000, not "${text}". ${seeHelp}`)
}

/** An empty name is probably an unset variable, and one that looks like an option a forgotten value. */
function readFolder(name: string): string {
  if (name.trim() !== '' && !name.startsWith('-')) return resolve(name)
  throw new Error(`--data requires a folder name. ${seeHelp}`)
}
