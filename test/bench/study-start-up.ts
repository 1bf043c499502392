import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Build } from './build.ts'
import { endProgram } from './children.ts'
import { atMost, type Finding } from './finding.ts'
import { cpuOf } from './process-cost.ts'
import type { Stage } from './stage.ts'
import { startWorker } from './worker.ts'

const starts = 12

/** What a new isolate costs: bytes to load, and CPU to load and evaluate them, beyond what an empty Worker takes. */
export async function studyStartUp(stage: Stage): Promise<Finding[]> {
  const { build, options } = stage
  const empty: Build = { ...build, folder: join(build.folder, 'empty') }
  await mkdir(empty.folder, { recursive: true })
  await writeFile(join(empty.folder, 'index.js'), 'export default { fetch: () => new Response() }')

  const cost = { ready: 0, answered: 0 }
  const count = options.full ? starts : starts / 2
  for (let start = 0; start < count; start += 1) {
    const [ours, theirs] = [await startOnce(build), await startOnce(empty)]
    cost.ready += (ours.ready - theirs.ready) / count
    cost.answered += (ours.answered - theirs.answered) / count
  }
  return [
    atMost('Worker, minified and compressed', 200, 'KB', build.gzip / 1000),
    atMost(
      'start-up CPU, beyond an empty Worker’s',
      50,
      'ms',
      cost.ready,
      `${cost.answered.toFixed(0)} ms with its first answer`,
    ),
  ]
}

/** CPU milliseconds until `workerd` listens, by when it has evaluated the Worker, and until the first answer. */
async function startOnce(build: Build): Promise<{ ready: number; answered: number }> {
  const { child, port } = await startWorker(build, { loginUrl: '', endpoint: '' })
  const ready = await cpuOf(child.pid)
  const answer = await fetch(`http://127.0.0.1:${port}/health`)
  await answer.text()
  const answered = await cpuOf(child.pid)
  await endProgram(child)
  return { ready, answered }
}
