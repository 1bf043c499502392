import { type SpawnOptions, spawn } from 'node:child_process'

/** What a program said and how it ended. */
export type Outcome = { code: number | null; stdout: string; stderr: string }

/** Runs a program to its end. */
export function runProgram(program: string, args: string[], options: SpawnOptions = {}): Promise<Outcome> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk) => {
    said.stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    said.stderr += chunk
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...said }))
  })
}
