import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../../setup/programs.ts'
import { type Edit, edited } from './source-change.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
/** Inside the project, so that the copy finds its packages. Ignored by git. */
const copy = join(root, '.deep/copy')

/** After this time, a check is stopped and counts as failed, without a message. */
const TIMEOUT_MS = 200_000

/** The type check, or test files with an optional part of the names of their tests. */
export type Check = 'types' | { tests: readonly string[]; named?: string }
export interface Outcome {
  passed: boolean
  output: string
}
/** Test files to run after changes to `files`. All are paths from the root. */
export type TestRun = Exclude<Check, 'types'> & { files: readonly string[] }

/** A copy of the project in which changes can be tried, one after another. */
export interface ProjectCopy {
  /** Makes the changes, runs the check, then reverts them. */
  run(edits: readonly Edit[], check: Check): Promise<Outcome>
  /** Ends what checks have started. */
  stop(): Promise<void>
}

/** Copies the project. */
export async function copyProject(): Promise<ProjectCopy> {
  await mkdir(copy, { recursive: true })
  const entries = (await readdir(root)).filter((entry) => !/^(\.|node_modules$|dist$)/.test(entry))
  for (const entry of entries) await cp(join(root, entry), join(copy, entry), { recursive: true })
  const inherited = Object.entries(process.env).filter(([variable]) => !/^(VITEST|FORCE_COLOR)/.test(variable))
  const MODULE_CACHE = join(root, 'node_modules/.vitest-cache')
  const options = { cwd: copy, env: { ...Object.fromEntries(inherited), NO_COLOR: '1', PWD: copy, MODULE_CACHE } }
  let runner: Promise<ChildProcess> | undefined

  async function runTests(run: TestRun): Promise<Outcome> {
    const current = await runner
    current?.send(run)
    const outcome = current && (await nextMessage(current))
    if (!outcome) runner = undefined
    return outcome ?? { passed: false, output: '' }
  }

  return {
    async run(edits, check) {
      // Before the changes, because it first runs tests without any.
      runner ??= startRunner(join(copy, 'test/deep/locks/run-checks.ts'), options)
      await runner
      const files = [...new Set(edits.map(({ file }) => file))]
      const originals = await Promise.all(files.map((file) => readFile(join(copy, file), 'utf8')))
      const texts = new Map(files.map((file, index) => [file, originals[index] ?? '']))
      try {
        for (const [file, text] of edited(texts, edits)) await writeFile(join(copy, file), text)
        if (check !== 'types') return await runTests({ ...check, files })
        const tsc = [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit']
        const { code, stdout, stderr } = await runProgram(process.execPath, tsc, { ...options, timeout: TIMEOUT_MS })
        return { passed: code === 0, output: stdout + stderr }
      } finally {
        await Promise.all(files.map((file, index) => writeFile(join(copy, file), originals[index] ?? '')))
      }
    },
    async stop() {
      const current = await runner
      if (current?.connected) current.disconnect()
      if (current?.exitCode === null) await once(current, 'exit')
    },
  }
}

export const removeCopy = () => rm(copy, { recursive: true, force: true })

/** Starts the program that runs tests, in which tests without changes have passed. */
async function startRunner(program: string, options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<ChildProcess> {
  const child = fork(program, { ...options, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const control = await nextMessage(child)
  if (!control?.passed) throw new Error(`Tests of an unchanged copy fail: ${control?.output}`)
  return child
}

/** The next outcome that the program sends, or undefined if it ends or takes too long. */
async function nextMessage(child: ChildProcess): Promise<Outcome | undefined> {
  const { promise, resolve } = Promise.withResolvers<Outcome | undefined>()
  const end = () => resolve(undefined)
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS)
  child.once('exit', end).once('message', (outcome) => resolve(outcome as Outcome))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    child.off('exit', end)
  }
}
