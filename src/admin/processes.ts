import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'

/**
 * The command line of a running process, to detect a reused process id. `undefined` when there is none (a zombie counts
 * as none).
 */
export async function commandOf(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return text.replaceAll('\0', ' ').trim() || undefined
  }
  return (await output('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).trim() || undefined
}

/** True if a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Ids of the processes in a process group. */
export async function processesOf(group: number): Promise<number[]> {
  const members =
    process.platform === 'linux'
      ? await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(linuxGroupOf))
      : (await output('ps', ['-A', '-o', 'pid=,pgid='])).split('\n').map((line) => line.trim().split(/\s+/).map(Number))
  return members.flatMap(([pid, itsGroup]) => (pid && itsGroup === group ? [pid] : []))
}

async function linuxGroupOf(pid: string): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The program name, in parentheses, can contain any character.
  const [, , group] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return [Number(pid), Number(group)]
}

function output(program: string, args: string[]): Promise<string> {
  return new Promise((resolve) => void execFile(program, args, (_, stdout) => resolve(stdout)))
}
