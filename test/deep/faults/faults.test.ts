import { afterAll, describe, expect } from 'vitest'
import { type Api, test as base, type Served } from '../served/api.ts'
import { type FaultCase, isGlobal } from './fault.ts'
import { type Measurement, measure, prepareFaults } from './measure.ts'
import type { KindName } from './requests.ts'
import { FAULTS } from './table/all.ts'

/** The limit of a request is 5 seconds; the rest allows for a busy machine. Without a limit, two attempts take 8. */
const LIMIT_MS = 7_000
/** Number of rows that are measured concurrently. */
const LANES = 6
/**
 * After this time, a lane switches to a new isolate, because an isolate checks its login role again after 5 minutes.
 */
const ISOLATE_MS = 200_000

interface Row {
  fault: FaultCase
  kind: KindName
  expected: string
  measured: PromiseWithResolvers<Measurement>
  /** As measured. */
  outcome?: string
  ms?: number
}

const ROWS: Row[] = FAULTS.flatMap((fault) =>
  Object.entries(fault.outcomes).map(([kind, expected]) => {
    const measured = Promise.withResolvers<Measurement>()
    measured.promise.catch(() => undefined)
    return { fault, kind: kind as KindName, expected, measured }
  }),
)

const test = base.extend<{ measuring: undefined }>({
  measuring: [
    async ({ served }, use) => {
      const running = measureAll(served)
      await use(undefined)
      await running
    },
    { scope: 'file' },
  ],
})

async function measureAll(served: Served): Promise<void> {
  await prepareFaults(served)
  const [alone, together] = [ROWS.filter(({ fault }) => isGlobal(fault)), ROWS.filter(({ fault }) => !isGlobal(fault))]
  await Promise.all(Array.from({ length: LANES }, () => measureEach(served, together)))
  await measureEach(served, alone)
}

/** Takes rows from the queue until it is empty. */
async function measureEach(served: Served, queue: Row[]): Promise<void> {
  let api: Api | undefined
  let until = 0
  for (let row = queue.shift(); row; row = queue.shift()) {
    if (!api || Date.now() > until) {
      api = await served.startApi()
      until = Date.now() + ISOLATE_MS
    }
    try {
      const measurement = await measure(served, api, row.fault, row.kind)
      Object.assign(row, { ...measurement, ms: Math.round(measurement.ms) })
      row.measured.resolve(measurement)
    } catch (error) {
      row.measured.reject(error)
      // It may still be under the fault.
      api = undefined
    }
  }
}

test('the table has at least 40 faults, each with its own name', () => {
  expect(FAULTS.length).toBeGreaterThanOrEqual(40)
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length)
})

describe.each(FAULTS)('if $name', ({ name }) => {
  test.for(ROWS.filter(({ fault }) => fault.name === name).map((row) => [row.kind, row] as const))(
    '%s',
    { timeout: 600_000 },
    async ([, { expected, measured }], { measuring: _ }) => {
      const { outcome, ms } = await measured.promise
      expect(outcome).toBe(expected)
      expect(ms).toBeLessThan(LIMIT_MS)
    },
  )
})

const HEADER = '| fault | request | response | calls | log | rows | the same request later, rows | ms |'

afterAll(() => {
  const results = ROWS.filter(({ ms }) => ms !== undefined)
  const lines = results.map(({ fault, kind, outcome, ms }) => `| ${fault.name} | ${kind} | ${outcome} | ${ms} |`)
  const longest = Math.max(...results.map(({ ms }) => ms ?? 0))
  console.log([HEADER, HEADER.replaceAll(/[^|]+/g, ' --- '), ...lines].join('\n'))
  console.log(`${FAULTS.length} faults, ${results.length} rows; the longest response took ${longest} ms.`)
})
