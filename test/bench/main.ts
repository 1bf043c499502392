import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeDataFolder } from '../../src/local/postgres/places.ts'
import { makeThrowAwayFolder } from '../../src/local/postgres/throw-away.ts'
import { type Options, readOptions, usage } from './options.ts'
import { describeMachine, type Machine, tellMachine } from './report/machine.ts'
import { findingTable, measurementTable } from './report/table.ts'
import { endAllPrograms } from './servers/children.ts'
import { restore } from './servers/database/clean-up.ts'
import { type Stage, setStage } from './stage.ts'
import { type Results, runStudies } from './studies/run.ts'

const begin = performance.now()
const log = (line: string) => console.error(`${((performance.now() - begin) / 1000).toFixed(0).padStart(5)} s  ${line}`)
let begun = false
const results: Results = { findings: [], measurements: [] }
/** Tells what was measured so far; nothing before there is anything. */
let report = async () => {}
const undo: (() => Promise<unknown>)[] = []

async function measure(options: Options): Promise<void> {
  begun = true
  const build = await mkdtemp(join(tmpdir(), 'customers-build-'))
  undo.push(() => rm(build, { recursive: true, force: true }))
  const data = options.data ?? (await makeThrowAwayFolder())
  if (!options.data) undo.push(() => removeDataFolder(data))
  const stage: Stage = await setStage(options, { data, build }, log, (stop) => undo.push(stop))
  const machine = await describeMachine(stage.database.access.ownerUrl)

  report = () => tell(options, machine)
  if (options.data) await restore(stage)
  await runStudies(stage, results, stopped.signal)
}

async function tell(options: Options, machine: Machine): Promise<void> {
  const { findings, measurements } = results
  console.log(`\n${tellMachine(machine)}; scale ${options.scale}\n`)
  if (measurements.length > 0) console.log(`${measurementTable(measurements)}\n`)
  console.log(findingTable(findings))
  if (!options.json) return
  const operations = measurements.map((each) => ({ ...each, turns: Object.fromEntries(each.turns) }))
  await writeFile(options.json, `${JSON.stringify({ machine, options, findings, operations }, null, 2)}\n`)
}

const stopped = new AbortController()
let ending: Promise<never> | undefined

/** Ends what was started, the last first; whoever asks again waits for the same end. */
function end(code: number): Promise<never> {
  stopped.abort()
  ending ??= (async () => {
    await endAllPrograms()
    for (let step = undo.pop(); step; step = undo.pop()) await step().catch((error) => log(String(error)))
    process.exit(code)
  })()
  return ending
}

try {
  const options = readOptions(process.argv.slice(2))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end(130))
  setTimeout(() => {
    log(`Given up after ${options.patience} minutes.`)
    report().finally(() => end(1))
  }, options.patience * 60_000).unref()
  await measure(options)
  if (!stopped.signal.aborted) await report()
  await end(0)
} catch (error) {
  // What fails while everything is being ended fails because of that.
  if (!ending) console.error(begun ? error : `${(error as Error).message}\n\n${usage}`)
  await end(1)
}
