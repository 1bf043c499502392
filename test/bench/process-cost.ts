import { execFileSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'

let ticksPerSecond: number | undefined

/** CPU milliseconds that a process has used so far, in itself and in the kernel; NaN where nothing tells. */
export async function cpuOf(pid: number | undefined): Promise<number> {
  if (process.platform !== 'linux' || pid === undefined) return Number.NaN
  ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  const fields = await readStat(pid)
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond
}

/** The same of a PostgreSQL: of its first process and of all that this one has started and that still run. */
export async function cpuOfFamily(pid: number | undefined): Promise<number> {
  let sum = await cpuOf(pid)
  if (Number.isNaN(sum)) return sum
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

/** The fields after the program's name, which stands in brackets and may hold anything. */
async function readStat(pid: number): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** Megabytes of memory that a process has in use; NaN where nothing tells. */
export async function memoryOf(pid: number | undefined): Promise<number> {
  if (process.platform !== 'linux' || pid === undefined) return Number.NaN
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1]) / 1024
}
