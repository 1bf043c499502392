import type { Context } from '../context.ts'
import type { StudyName } from '../options.ts'
import { type Finding, skipped } from '../report/finding.ts'
import { studyCounters } from './counters.ts'
import { studyFairness } from './fairness.ts'
import { studyKeyLookups } from './key-lookups.ts'
import { studyMemory } from './memory.ts'
import { evaluateOperations, type Measurement, measureOperations } from './operations.ts'
import { studyOverview } from './overview.ts'
import { studyRoundTrips } from './round-trips.ts'
import { studySearch } from './search.ts'
import { studyStartUp } from './start-up.ts'
import { studyTenantSize } from './tenant-size.ts'

/** The results so far. */
export type Results = { findings: Finding[]; measurements: Measurement[] }

/**
 * Runs the selected studies one after the other until `stop` is aborted. A study that fails is reported and does not
 * affect the others.
 */
export async function runStudies(
  context: Context,
  { findings, measurements }: Results,
  stop: AbortSignal,
): Promise<void> {
  const studies: Record<StudyName, () => Promise<Finding[]>> = {
    'round-trips': () => studyRoundTrips(context),
    'tenant-size': () => studyTenantSize(context),
    search: () => studySearch(context),
    overview: () => studyOverview(context),
    'key-lookups': () => studyKeyLookups(context),
    operations: async () => {
      await measureOperations(context, measurements)
      return evaluateOperations(measurements)
    },
    counters: () => studyCounters(context),
    fairness: () => studyFairness(context),
    'start-up': () => studyStartUp(context),
    memory: () => studyMemory(context),
  }
  for (const name of context.options.only) {
    if (stop.aborted) return
    context.log(`Study: ${name}`)
    const found = await studies[name]().catch((error: Error) => [skipped(name, '', `failed: ${error.message}`)])
    findings.push(...found)
  }
}
