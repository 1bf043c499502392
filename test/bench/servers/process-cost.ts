import { execFileSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'

let ticksPerSecond: number | undefined
/** Milliseconds of the threads that have ended, by process. */
const endedThreads = new Map<string, number>()

/** CPU milliseconds that a process has used so far, in user and kernel mode; NaN if the system does not report them. */
export async function cpuOf(pid: number | undefined): Promise<number> {
  if (process.platform !== 'linux' || pid === undefined) return Number.NaN
  const running = await cpuOfThreads(pid)
  const fields = await readStat(pid)
  const ticks = milliseconds(fields, 11, 12)
  if (running === undefined) return ticks

  // Threads are counted in nanoseconds, but only while they run. The process's ticks include those that have ended.
  const name = `${pid} since ${fields[19]}`
  const ended = Math.max(endedThreads.get(name) ?? 0, ticks - running)
  endedThreads.set(name, ended)
  return running + ended
}

/** The same for a PostgreSQL server: its main process and all children, in ticks for children that have ended. */
export async function cpuOfFamily(pid: number | undefined): Promise<number> {
  let sum = await cpuOf(pid)
  if (Number.isNaN(sum) || pid === undefined) return sum
  sum += milliseconds(await readStat(pid), 13, 14)
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = await readStat(Number(name)).then(
      (fields) => Number(fields[1]),
      () => undefined,
    )
    if (parent === pid) sum += await cpuOf(Number(name)).catch(() => 0)
  }
  return sum
}

/** Milliseconds of a process's running threads; undefined if the kernel does not count that precisely. */
async function cpuOfThreads(pid: number): Promise<number | undefined> {
  const read = async (thread: string) => {
    const text = await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').catch(() => undefined)
    return text === undefined ? undefined : Number(text.split(' ')[0]) / 1e6
  }
  const times = await Promise.all((await readdir(`/proc/${pid}/task`)).map(read))
  const known = times.filter((time) => time !== undefined)
  return known.length > 0 ? known.reduce((sum, time) => sum + time, 0) : undefined
}

/** The sum of two fields that count ticks, in milliseconds. */
function milliseconds(fields: string[], one: number, other: number): number {
  ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  return ((Number(fields[one]) + Number(fields[other])) * 1000) / ticksPerSecond
}

/** The fields after the program's name, which is in parentheses and may contain any character. */
async function readStat(pid: number): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** Megabytes of memory that a process uses; NaN if the system does not report them. */
export async function memoryOf(pid: number | undefined): Promise<number> {
  if (process.platform !== 'linux' || pid === undefined) return Number.NaN
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1]) / 1024
}
