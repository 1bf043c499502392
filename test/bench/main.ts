import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeDataFolder } from '../../src/local/postgres/places.ts'
import { makeThrowAwayFolder } from '../../src/local/postgres/throw-away.ts'
import { type Context, createContext } from './context.ts'
import { type Options, readOptions, usage } from './options.ts'
import { describeMachine, formatMachine, type Machine } from './report/machine.ts'
import { findingTable, measurementTable } from './report/table.ts'
import { endAllPrograms } from './servers/children.ts'
import { restore } from './servers/database/clean-up.ts'
import { type Results, runStudies } from './studies/run.ts'

const begin = performance.now()
const log = (line: string) => console.error(`${((performance.now() - begin) / 1000).toFixed(0).padStart(5)} s  ${line}`)
let started = false
const results: Results = { findings: [], measurements: [] }
/** Reports the results so far. Does nothing until the measurements begin. */
let report = async () => {}
const cleanUpSteps: (() => Promise<unknown>)[] = []

async function measure(options: Options): Promise<void> {
  started = true
  const build = await mkdtemp(join(tmpdir(), 'customers-build-'))
  cleanUpSteps.push(() => rm(build, { recursive: true, force: true }))
  const data = options.data ?? (await makeThrowAwayFolder())
  if (!options.data) cleanUpSteps.push(() => removeDataFolder(data))
  const context: Context = await createContext(options, { data, build }, log, (stop) => cleanUpSteps.push(stop))
  const machine = await describeMachine(context.database.access.ownerUrl)

  report = () => writeReport(options, machine)
  if (options.data) await restore(context)
  await runStudies(context, results, stopped.signal)
}

async function writeReport(options: Options, machine: Machine): Promise<void> {
  const { findings, measurements } = results
  console.log(`\n${formatMachine(machine)}; scale ${options.scale}\n`)
  if (measurements.length > 0) console.log(`${measurementTable(measurements)}\n`)
  console.log(findingTable(findings))
  if (!options.json) return
  const operations = measurements.map((each) => ({ ...each, turns: Object.fromEntries(each.turns) }))
  await writeFile(options.json, `${JSON.stringify({ machine, options, findings, operations }, null, 2)}\n`)
}

const stopped = new AbortController()
let shuttingDown: Promise<never> | undefined

/** Stops everything that was started, in reverse order, and exits. Later calls wait for the first. */
function shutDown(code: number): Promise<never> {
  stopped.abort()
  shuttingDown ??= (async () => {
    await endAllPrograms()
    for (let step = cleanUpSteps.pop(); step; step = cleanUpSteps.pop())
      await step().catch((error) => log(String(error)))
    process.exit(code)
  })()
  return shuttingDown
}

try {
  const options = readOptions(process.argv.slice(2))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => shutDown(130))
  setTimeout(() => {
    log(`Stopped at the time limit of ${options.timeoutMinutes} minutes.`)
    report().finally(() => shutDown(1))
  }, options.timeoutMinutes * 60_000).unref()
  await measure(options)
  if (!stopped.signal.aborted) await report()
  await shutDown(0)
} catch (error) {
  // Errors during the shutdown are caused by it.
  if (!shuttingDown) console.error(started ? error : `${(error as Error).message}\n\n${usage}`)
  await shutDown(1)
}
