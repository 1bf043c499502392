import type { StudyName } from '../options.ts'
import { type Finding, skipped } from '../report/finding.ts'
import type { Stage } from '../stage.ts'
import { studyCounters } from './counters.ts'
import { studyLookUps } from './key-lookups.ts'
import { studyMemory } from './memory.ts'
import { judgeOperations, type Measurement, measureOperations } from './operations.ts'
import { studyRoundTrips } from './round-trips.ts'
import { studySearch } from './search.ts'
import { studyStartUp } from './start-up.ts'
import { studyTenantSize } from './tenant-size.ts'

/** What was found out so far. */
export type Results = { findings: Finding[]; measurements: Measurement[] }

/**
 * Runs the studies that are wanted, one after the other, until `stop` says so. One that fails is told of and takes nothing
 * from the others.
 */
export async function runStudies(stage: Stage, { findings, measurements }: Results, stop: AbortSignal): Promise<void> {
  const studies: Record<StudyName, () => Promise<Finding[]>> = {
    'round-trips': () => studyRoundTrips(stage),
    'tenant-size': () => studyTenantSize(stage),
    search: () => studySearch(stage),
    'look-ups': () => studyLookUps(stage),
    operations: async () => {
      await measureOperations(stage, measurements)
      return judgeOperations(measurements)
    },
    counters: () => studyCounters(stage),
    'start-up': () => studyStartUp(stage),
    memory: () => studyMemory(stage),
  }
  for (const name of stage.options.only) {
    if (stop.aborted) return
    stage.log(`Study: ${name}`)
    const found = await studies[name]().catch((error: Error) => [skipped(name, '', `failed: ${error.message}`)])
    findings.push(...found)
  }
}
