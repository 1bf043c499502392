import type { Finding } from './finding.ts'
import type { StudyName } from './options.ts'
import type { Stage } from './stage.ts'
import { judgeOperations, type Measurement, measureOperations } from './study-operations.ts'

/** Runs the studies that are wanted, one after the other. */
export async function runStudies(stage: Stage): Promise<{ findings: Finding[]; measurements: Measurement[] }> {
  const findings: Finding[] = []
  let measurements: Measurement[] = []
  const studies: Record<StudyName, () => Promise<Finding[]>> = {
    operations: async () => {
      measurements = await measureOperations(stage)
      return judgeOperations(measurements)
    },
    'tenant-size': async () => [],
    search: async () => [],
    'look-ups': async () => [],
    counters: async () => [],
    'start-up': async () => [],
    memory: async () => [],
  }
  for (const name of stage.options.only) {
    stage.log(`Study: ${name}`)
    findings.push(...(await studies[name]()))
  }
  return { findings, measurements }
}
