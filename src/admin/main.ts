import { createProgram } from './program.ts'

try {
  await createProgram().parseAsync()
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
