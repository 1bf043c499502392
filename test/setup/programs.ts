import { type SpawnOptions, spawn } from 'node:child_process'

/** Exit code and output of a program. */
export type ProgramResult = { code: number | null; stdout: string; stderr: string }

/** Runs a program until it exits. */
export function runProgram(program: string, args: string[], options: SpawnOptions = {}): Promise<ProgramResult> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk) => {
    output.stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    output.stderr += chunk
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...output }))
  })
}
