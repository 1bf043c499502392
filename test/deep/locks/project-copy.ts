import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../../setup/programs.ts'
import { type Edit, edited } from './source-change.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
/** Inside the project, so that the copies find its packages. Ignored by git. */
const folder = join(root, '.deep')

/** After this time, a check is stopped and counts as failed, without a message. */
const TIMEOUT_MS = 200_000

/** The type check, or test files with an optional part of the names of their tests. */
export type Check = 'types' | { tests: readonly string[]; named?: string }

/** A copy of the project in which changes can be tried, one after another. */
export interface ProjectCopy {
  /** Makes the changes, runs the check, then reverts them. */
  run(edits: readonly Edit[], check: Check): Promise<{ passed: boolean; output: string }>
}

/** Copies the project. */
export async function copyProject(name: string): Promise<ProjectCopy> {
  const copy = join(folder, name)
  await mkdir(copy, { recursive: true })
  const entries = (await readdir(root)).filter((entry) => !/^(\.|node_modules$|dist$)/.test(entry))
  for (const entry of entries) await cp(join(root, entry), join(copy, entry), { recursive: true })
  const env = Object.entries(process.env).filter(([variable]) => !/^(VITEST|FORCE_COLOR)/.test(variable))
  const options = { cwd: copy, env: { ...Object.fromEntries(env), NO_COLOR: '1', PWD: copy }, timeout: TIMEOUT_MS }
  return {
    async run(edits, check) {
      const files = [...new Set(edits.map(({ file }) => file))].map((file) => join(copy, file))
      const originals = await Promise.all(files.map((file) => readFile(file, 'utf8')))
      const texts = new Map(edits.map(({ file }) => [file, originals[files.indexOf(join(copy, file))] ?? '']))
      try {
        for (const [file, text] of edited(texts, edits)) await writeFile(join(copy, file), text)
        const { code, stdout, stderr } = await runProgram(process.execPath, argumentsOf(check), options)
        return { passed: code === 0, output: stdout + stderr }
      } finally {
        await Promise.all(files.map((file, index) => writeFile(file, originals[index] ?? '')))
      }
    },
  }
}

/** Deletes all copies. */
export const removeCopies = () => rm(folder, { recursive: true, force: true })

function argumentsOf(check: Check): string[] {
  if (check === 'types') return [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit']
  const named = check.named ? ['--testNamePattern', check.named] : []
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  return [vitest, 'run', '--config', 'test/vitest.config.ts', '--bail', '3', ...named, ...check.tests]
}
