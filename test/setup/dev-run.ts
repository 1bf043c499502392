import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { commandOf } from '../../src/admin/processes.ts'

/** The project's root folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url).href)

/** The line that `npm run dev -- --json` prints. */
export type ReadyLine = {
  api: string
  neon: string
  database: string | null
  keys: Record<string, { live: string; test: string }>
}

/** A run of `npm run dev`, in its own process group as in a terminal. */
export type DevRun = {
  npm: ChildProcess
  /** The output so far. */
  output: { stdout: string; stderr: string }
  /** Settles with the exit code of npm. */
  ended: Promise<number | null>
  /** Waits until stderr contains the text or the run has ended. */
  waitFor(text: string): Promise<void>
}

/** Starts `npm run -s dev -- …`. */
export function startDev(args: string[], environment: NodeJS.ProcessEnv = {}): DevRun {
  const { DATABASE_URL: _, DATABASE_ADMIN_URL: __, ...inherited } = process.env
  const npm = spawn('npm', ['run', '-s', 'dev', '--', ...args], {
    cwd: root,
    detached: true,
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  npm.stdout?.on('data', (chunk) => {
    output.stdout += chunk
  })
  npm.stderr?.on('data', (chunk) => {
    output.stderr += chunk
  })
  let hasEnded = false
  const ended = new Promise<number | null>((resolve) => {
    npm.once('close', (code) => {
      hasEnded = true
      resolve(code)
    })
  })
  const waitFor = async (text: string) => {
    while (!hasEnded && !output.stderr.includes(text)) await sleep(20)
  }
  return { npm, output, ended, waitFor }
}

/** Runs `npm run dev` with arguments that it rejects, until it exits. */
export async function runUntilExit(args: string[], environment: NodeJS.ProcessEnv = {}) {
  const run = startDev(args, environment)
  return { code: await run.ended, ...run.output }
}

/** Starts `npm run -s dev -- --json …` and waits for its ready line. */
export async function startReady(args: string[], environment: NodeJS.ProcessEnv = {}) {
  const run = startDev(['--json', ...args], environment)
  const ready = new Promise<void>((resolve) => {
    run.npm.stdout?.on('data', () => run.output.stdout.includes('\n') && resolve())
  })
  await Promise.race([ready, run.ended])
  if (!run.output.stdout) throw new Error(`npm run dev ended before it was ready: ${run.output.stderr}`)
  return { ...run, line: JSON.parse(run.output.stdout) as ReadyLine }
}

/** Ids of a process and all its descendants. */
export function processTreeOf(pid: number): number[] {
  const parents = listProcesses()
  const tree = [pid]
  for (const member of tree) for (const [child, parent] of parents) if (parent === member) tree.push(child)
  return tree
}

/** Command lines of those processes that still run. */
export async function runningCommands(pids: number[]): Promise<string[]> {
  const commands = await Promise.all(pids.map(commandOf))
  return commands.filter((command) => command !== undefined)
}

/** Id of the process that has locked a data folder. */
export async function lockOwnerOf(dataDir: string): Promise<number> {
  return Number(await readFile(join(dataDir, 'lock.pid'), 'utf8'))
}

/** Id and parent's id of every process. */
function listProcesses(): [number, number][] {
  if (process.platform !== 'linux') {
    const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
    return rows.map((row) => row.trim().split(/\s+/).map(Number) as [number, number])
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const status = readFileSync(`/proc/${name}/status`, 'utf8')
        return [[Number(name), Number(/^PPid:\s*(\d+)/m.exec(status)?.[1])] as [number, number]]
      } catch {
        return []
      }
    })
}
