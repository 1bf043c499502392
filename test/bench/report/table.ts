import type { Measurement } from '../studies/operations.ts'
import type { Finding } from './finding.ts'
import { median } from './statistics.ts'

/** Formats rows as a Markdown table whose columns are also aligned in a terminal. */
function format(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const line = (row: string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  const [head = [], ...rest] = rows
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rest.map(line)].join('\n')
}

const number = (value: number, digits: number) => (Number.isNaN(value) ? 'n/a' : value.toFixed(digits))

/** Measurements of each operation and server: medians of the rounds, times in milliseconds. */
export function measurementTable(measurements: Measurement[]): string {
  const head = [
    'operation',
    'distance',
    'clients',
    'server',
    'round trips',
    'p50 ms',
    'p95 ms',
    'requests/s',
    'server CPU ms',
    'endpoint CPU ms',
    'PostgreSQL CPU ms',
  ]
  const rows = measurements.flatMap(({ operation, latency, clients, roundTrips, turns }) =>
    [...turns].map(([name, { p50, p95, perSecond, cpu }]) => [
      operation,
      `${latency} ms`,
      String(clients),
      name,
      name === 'peer' ? '' : String(roundTrips),
      number(median(p50), 2),
      number(median(p95), 2),
      number(median(perSecond), 0),
      ...(['server', 'endpoint', 'postgres'] as const).map((part) => number(median(cpu.map((cost) => cost[part])), 2)),
    ]),
  )
  return format([head, ...rows])
}

/** Measured values beside their targets. */
export function findingTable(findings: Finding[]): string {
  const resultOf = ({ pass, value }: Finding) => {
    if (pass !== undefined) return pass ? 'reached' : 'missed'
    return Number.isNaN(value) ? 'n/a' : ''
  }
  const rows = findings.map((each) => [each.figure, each.bound, each.measured, resultOf(each), each.note ?? ''])
  return format([['figure', 'target', 'measured', 'result', 'note'], ...rows])
}
