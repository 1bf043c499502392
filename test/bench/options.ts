import { parseArgs } from 'node:util'

/** Names of the studies, each of which can run separately. */
export const studyNames = [
  // Studies that only read run first: creating and deleting leaves traces in the indexes.
  ...(['round-trips', 'tenant-size', 'search', 'overview', 'key-lookups', 'operations'] as const),
  ...(['counters', 'fairness', 'start-up', 'memory'] as const),
] as const
export type StudyName = (typeof studyNames)[number]

/** What to measure and for how long. */
export type Options = {
  full: boolean
  scale: number
  /** Folder that keeps the loaded database for the next run; undefined for a temporary one. */
  data: string | undefined
  /** Milliseconds that the distance adds to a round trip to the database. */
  latencies: number[]
  rounds: number
  /** Seconds per server and round, without distance. */
  seconds: number
  /** The same at a distance, where few requests fit into a second. */
  distantSeconds: number
  distantRounds: number
  /** Milliseconds per batch and round when only the database is timed. */
  batchMilliseconds: number
  only: readonly StudyName[]
  /** File for the results as JSON. */
  json: string | undefined
  /** Minutes after which the run is stopped. */
  timeoutMinutes: number
}

export const usage = `npm run bench -- [--quick | --full] [options]

  --quick                  small load and few rounds: two minutes (default)
  --full                   a million customers, more rounds and the memory study: half an hour
  --scale <number>         size of the load; 1 is a million customers
  --data <folder>          keep the loaded database there for the next run
  --db-latency <ms,ms…>    distances to the database
  --rounds <number>        how often the servers take turns
  --only <study,study…>    ${studyNames.join(', ')}
  --json <file>            write the results as JSON
`

/** @throws with one sentence for an invalid option. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      scale: { type: 'string' },
      data: { type: 'string' },
      'db-latency': { type: 'string' },
      rounds: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'string' },
    },
  })
  const { full } = values
  if (full && values.quick) throw new Error('--quick cannot be used with --full.')
  const rounds = readNumber('--rounds', values.rounds ?? (full ? '5' : '3'), 1, 50)
  const latencies = (values['db-latency'] ?? (full ? '0,20,80' : '0,80')).split(',')
  return {
    full,
    scale: readNumber('--scale', values.scale ?? (full ? '1' : '0.02'), 0.002, 10),
    data: values.data,
    latencies: latencies.map((text) => readNumber('--db-latency', text, 0, 1_000)),
    rounds,
    seconds: full ? 1.5 : 0.25,
    distantSeconds: full ? 1.5 : 1,
    batchMilliseconds: full ? 150 : 50,
    distantRounds: full ? Math.min(3, rounds) : 1,
    only: readStudies(values.only, full),
    json: values.json,
    timeoutMinutes: full ? 45 : 5,
  }
}

function readNumber(name: string, text: string, minimum: number, maximum: number): number {
  const number = Number(text)
  if (text.trim() !== '' && number >= minimum && number <= maximum) return number
  throw new Error(`${name} must be a number from ${minimum} to ${maximum}, not "${text}".`)
}

/** By default all studies, except that of memory, which needs a long run. */
function readStudies(text: string | undefined, full: boolean): readonly StudyName[] {
  if (text === undefined) return studyNames.filter((name) => full || name !== 'memory')
  return text.split(',').map((name) => {
    const known = studyNames.find((study) => study === name)
    if (!known) throw new Error(`--only accepts ${studyNames.join(', ')}, not "${name}".`)
    return known
  })
}
