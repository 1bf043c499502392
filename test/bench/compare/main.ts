import { parseArgs } from 'node:util'
import { quantile } from '../report/statistics.ts'
import { timeInTurn } from '../servers/database/clock.ts'
import { openState, operations } from './state.ts'

const usage = `npm run bench:compare -- --against <folder> [--rounds <number>]

Compares the time in the database of get, list and create with that of another state of the project: a folder in which
it is checked out and installed. Each round opens new connections, and the operations of both states take turns.`

/** Runs per operation and round. */
const RUNS = 100

const { values } = parseArgs({ options: { against: { type: 'string' }, rounds: { type: 'string', default: '25' } } })
const rounds = Number(values.rounds)
if (!values.against || !Number.isInteger(rounds) || rounds < 1) {
  console.error(usage)
  process.exit(1)
}

// The requests that are recorded write log lines.
const { log } = console
console.log = () => undefined
const states = [await openState('.'), await openState(values.against)]
console.log = log
try {
  const batches = states.flatMap((state) => state.batches)
  const pace = { rounds: 1, milliseconds: 0, minRuns: RUNS, maxRuns: RUNS }
  const times = batches.map((): number[] => [])
  for (let round = 0; round < rounds; round += 1) {
    const found = await timeInTurn(batches, pace)
    for (const [at, [time = Number.NaN]] of found.entries()) times[at]?.push(time)
  }
  console.log('| Operation | here ms | there ms | here / there | quartiles |\n| --- | --- | --- | --- | --- |')
  for (const [at, name] of operations.entries()) {
    const [here = [], there = []] = [times[at], times[at + operations.length]]
    const ratios = here.map((time, round) => time / (there[round] ?? Number.NaN))
    const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2))
    const milliseconds = [here, there].map((each) => quantile(each, 0.5).toFixed(2)).join(' | ')
    console.log(`| ${name} | ${milliseconds} | ${middle} × | ${low} to ${high} |`)
  }
} finally {
  for (const state of states) await state.close()
}
