import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { commandOf } from '../../src/admin/processes.ts'

/** The project's own folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url).href)

/** The line that `npm run dev -- --json` prints. */
export type ReadyLine = {
  api: string
  neon: string
  database: string | null
  keys: Record<string, { live: string; test: string }>
}

/** A run of `npm run dev`, in a process group of its own as in a terminal. */
export type DevRun = {
  npm: ChildProcess
  /** All that was said so far. */
  said: { stdout: string; stderr: string }
  /** Settles with the exit code of npm. */
  ended: Promise<number | null>
  /** Waits until stderr has that text, or the run has ended. */
  hears(text: string): Promise<void>
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
  const said = { stdout: '', stderr: '' }
  npm.stdout?.on('data', (chunk) => {
    said.stdout += chunk
  })
  npm.stderr?.on('data', (chunk) => {
    said.stderr += chunk
  })
  let over = false
  const ended = new Promise<number | null>((resolve) => {
    npm.once('close', (code) => {
      over = true
      resolve(code)
    })
  })
  const until = async (heard: () => boolean) => {
    while (!over && !heard()) await sleep(20)
  }
  return { npm, said, ended, hears: (text) => until(() => said.stderr.includes(text)) }
}

/** Runs `npm run dev` with arguments that it refuses, until it exits. */
export async function refuse(args: string[], environment: NodeJS.ProcessEnv = {}) {
  const run = startDev(args, environment)
  return { code: await run.ended, ...run.said }
}

/** Starts `npm run -s dev -- --json …` and waits for its line. */
export async function startReady(args: string[], environment: NodeJS.ProcessEnv = {}) {
  const run = startDev(['--json', ...args], environment)
  const ready = new Promise<void>((resolve) => {
    run.npm.stdout?.on('data', () => run.said.stdout.includes('\n') && resolve())
  })
  await Promise.race([ready, run.ended])
  if (!run.said.stdout) throw new Error(`npm run dev ended before it was ready: ${run.said.stderr}`)
  return { ...run, line: JSON.parse(run.said.stdout) as ReadyLine }
}

/** The numbers of a process and of all that it started, at any remove. */
export function familyOf(pid: number): number[] {
  const parents = listProcesses()
  const family = [pid]
  for (const member of family) for (const [child, parent] of parents) if (parent === member) family.push(child)
  return family
}

/** Those of them that still run. */
export async function aliveOf(pids: number[]): Promise<string[]> {
  const commands = await Promise.all(pids.map(commandOf))
  return commands.filter((command) => command !== undefined)
}

/** The number of the process that holds a data folder. */
export async function holderOf(dataDir: string): Promise<number> {
  return Number(await readFile(join(dataDir, 'lock.pid'), 'utf8'))
}

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
