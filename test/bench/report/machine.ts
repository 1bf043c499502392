import { createRequire } from 'node:module'
import { cpus, totalmem } from 'node:os'
import { runSql } from '../../setup/own-database.ts'

/** Date, machine and versions of a run. */
export type Machine = {
  date: string
  cores: number
  processor: string
  memoryInGigabytes: number
  node: string
  postgres: string
  workerd: string
}

export async function describeMachine(ownerUrl: string): Promise<Machine> {
  const wrangler = createRequire(createRequire(import.meta.url).resolve('wrangler/package.json'))
  const [row] = await runSql(ownerUrl, 'show server_version')
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? '',
    memoryInGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version.slice(1),
    postgres: String(row?.server_version),
    workerd: (wrangler('workerd/package.json') as { version: string }).version,
  }
}

/** The machine in one line of text. */
export function formatMachine({ date, cores, processor, memoryInGigabytes, node, postgres, workerd }: Machine): string {
  const size = `${cores} cores of ${processor || 'an unnamed processor'}, ${memoryInGigabytes} GB`
  return `${date}; ${size}; Node ${node}, PostgreSQL ${postgres}, workerd ${workerd}`
}
