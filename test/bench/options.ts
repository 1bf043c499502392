import { parseArgs } from 'node:util'

/** What can be measured by itself. */
export const studyNames = [
  // What only reads comes first: creating and deleting leaves its traces in the indexes.
  ...(['round-trips', 'tenant-size', 'search', 'look-ups', 'operations'] as const),
  ...(['counters', 'start-up', 'memory'] as const),
] as const
export type StudyName = (typeof studyNames)[number]

/** What to measure and for how long. */
export type Options = {
  full: boolean
  scale: number
  /** Where the loaded server stays between runs; undefined for one that is made and thrown away. */
  data: string | undefined
  /** Milliseconds of a round trip to the database, without what a loopback takes. */
  latencies: number[]
  rounds: number
  /** Seconds of one block of a round, at no distance. */
  seconds: number
  /** The same at a distance, where a second holds few requests. */
  distantSeconds: number
  distantRounds: number
  /** What a batch of its own has in a round, to be timed in the database. */
  batchMilliseconds: number
  only: readonly StudyName[]
  /** File for the result as JSON. */
  json: string | undefined
  /** Minutes after which the whole run is given up. */
  patience: number
}

export const usage = `npm run bench -- [--quick | --full] [options]

  --quick                  a small load, few rounds: two minutes (the default)
  --full                   a million customers, more rounds, memory: half an hour
  --scale <number>         of the load; 1 is a million customers
  --data <folder>          keeps the loaded server there for the next run
  --db-latency <ms,ms…>    distances to the database
  --rounds <number>        how often the servers take turns
  --only <study,study…>    ${studyNames.join(', ')}
  --json <file>            the result for machines
`

/** @throws with a sentence for an option that cannot be. */
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
  if (full && values.quick) throw new Error('Choose --quick or --full.')
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
    patience: full ? 45 : 5,
  }
}

function readNumber(name: string, text: string, minimum: number, maximum: number): number {
  const number = Number(text)
  if (text.trim() !== '' && number >= minimum && number <= maximum) return number
  throw new Error(`${name} is a number from ${minimum} to ${maximum}, not ${text}.`)
}

/** All of them, but for what only a long run can tell. */
function readStudies(text: string | undefined, full: boolean): readonly StudyName[] {
  if (text === undefined) return studyNames.filter((name) => full || name !== 'memory')
  return text.split(',').map((name) => {
    const known = studyNames.find((study) => study === name)
    if (!known) throw new Error(`--only takes ${studyNames.join(', ')}, not ${name}.`)
    return known
  })
}
