import { fork } from 'node:child_process'
import { join } from 'node:path'
import { runProgram } from '../../setup/programs.ts'
import { copyProject, root } from './project-copy.ts'
import type { Edit, SourceChange, Tests } from './source-change.ts'

/** After this time, checks are stopped. */
const TIMEOUT_MS = 1_140_000

export interface Outcome {
  passed: boolean
  output: string
}
/** Tests to run in a copy of the project. */
export interface TestRun extends Tests {
  copy: string
  /** The copy has other migrations than the project. */
  migrates: boolean
}

const inherited = Object.entries(process.env).filter(([variable]) => !/^(VITEST|FORCE_COLOR)/.test(variable))
const env = { ...Object.fromEntries(inherited), NO_COLOR: '1' }

/** Runs the type check in a copy of the project with these changes. */
export async function checkTypes(edits: readonly Edit[]): Promise<Outcome> {
  const cwd = copyProject('types', edits)
  // More threads would do some of the work twice.
  const tsc = [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--singleThreaded']
  const { code, stdout, stderr } = await runProgram(process.execPath, tsc, { cwd, env, timeout: TIMEOUT_MS })
  return { passed: code === 0, output: stdout + stderr }
}

/** Makes each change that tests must detect in a copy of its own, then runs these tests. */
export async function runTests(changes: readonly SourceChange[]): Promise<Map<SourceChange, Outcome>> {
  const tested = changes.filter(({ check }) => typeof check === 'object')
  const runs = tested.map(({ edits, check }, index): TestRun => {
    const migrates = edits.some(({ file }) => file.startsWith('migrations/'))
    return { ...(check as Tests), copy: copyProject(String(index), edits), migrates }
  })
  const outcomes = await outcomesOf(runs)
  return new Map(tested.map((change, index) => [change, outcomes[index] as Outcome]))
}

/** Starts the program that runs tests. @returns the outcomes, in the same order. */
function outcomesOf(runs: TestRun[]): Promise<Outcome[]> {
  const program = join(root, 'test/deep/locks/run-tests.ts')
  const child = fork(program, { cwd: root, env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS)
  child.send(runs)
  return new Promise((resolve, reject) => {
    let outcomes: Outcome[] | undefined
    child.once('message', (message) => {
      outcomes = message as Outcome[]
    })
    child.once('exit', () => {
      clearTimeout(timer)
      if (outcomes) resolve(outcomes)
      else reject(new Error('The tests of the copies ended without their outcomes, or took too long.'))
    })
  })
}
