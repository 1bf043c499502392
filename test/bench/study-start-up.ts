import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Build } from './build.ts'
import { endProgram } from './children.ts'
import { atMost, type Finding } from './finding.ts'
import { cpuOf } from './process-cost.ts'
import type { Stage } from './stage.ts'
import { startWorker } from './worker.ts'

const starts = 12

/** What a new isolate costs: bytes to load, and CPU until its first answer beyond that of an empty Worker. */
export async function studyStartUp(stage: Stage): Promise<Finding[]> {
  const { build, options } = stage
  const empty: Build = { ...build, folder: join(build.folder, 'empty'), modules: ['index.js'] }
  await mkdir(empty.folder, { recursive: true })
  await writeFile(join(empty.folder, 'index.js'), 'export default { fetch: () => new Response() }')

  const costs = { ours: 0, empty: 0 }
  const count = options.full ? starts : starts / 2
  for (let start = 0; start < count; start += 1) {
    costs.ours += (await startOnce(build)) / count
    costs.empty += (await startOnce(empty)) / count
  }
  const kilobytes = (bytes: number) => bytes / 1000
  const note = `${kilobytes(build.gzipAll).toFixed(0)} KB with what is loaded on demand`
  return [
    atMost('Worker, minified and compressed, at the start', 200, 'KB', kilobytes(build.gzipAtStart), note),
    atMost('CPU from the start to the first answer, beyond an empty Worker’s', 50, 'ms', costs.ours - costs.empty),
  ]
}

async function startOnce(build: Build): Promise<number> {
  const { child, port } = await startWorker(build, { loginUrl: '', endpoint: '' })
  const answer = await fetch(`http://127.0.0.1:${port}/health`)
  await answer.text()
  const cpu = await cpuOf(child.pid)
  await endProgram(child)
  return cpu
}
