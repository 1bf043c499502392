import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { atMost, type Finding } from '../report/finding.ts'
import { median } from '../report/statistics.ts'
import type { Build } from '../servers/build.ts'
import { endProgram } from '../servers/children.ts'
import { cpuOf } from '../servers/process-cost.ts'
import { startWorker } from '../servers/worker.ts'
import type { Stage } from '../stage.ts'

/** CPU milliseconds since the start: when `workerd` listened, had answered `/health`, and had answered a list. */
type Start = { ready: number; answered: number; listed: number }

/** What a new isolate costs: bytes to load, and CPU to load and evaluate them, beyond what an empty Worker takes. */
export async function studyStartUp(stage: Stage): Promise<Finding[]> {
  const { build, options } = stage
  const empty: Build = { ...build, folder: join(build.folder, 'empty') }
  await mkdir(empty.folder, { recursive: true })
  await writeFile(join(empty.folder, 'index.js'), 'export default { fetch: () => new Response() }')

  const beyond: Start[] = []
  for (let start = 0; start < (options.full ? 21 : 9); start += 1) {
    const [ours, theirs] = [await startOnce(stage, build), await startOnce(stage, empty)]
    beyond.push({
      ready: ours.ready - theirs.ready,
      answered: ours.answered - theirs.answered,
      listed: ours.listed - theirs.listed,
    })
  }
  const told = (tell: (start: Start) => number) => `${median(beyond.map(tell)).toFixed(1)} ms`
  const note =
    `median of ${beyond.length} starts; ${told(({ answered }) => answered)} with its first answer; ` +
    `CPU of the first list, which loads its operation: ${told(({ listed, answered }) => listed - answered)}`
  return [
    atMost('Worker, minified and compressed', 200, 'KB', build.gzip / 1000),
    atMost('start-up CPU, beyond an empty Worker’s', 50, 'ms', median(beyond.map(({ ready }) => ready)), note),
  ]
}

/** `workerd` has evaluated the Worker by when it listens. */
async function startOnce({ database, endpointPort }: Stage, build: Build): Promise<Start> {
  const { loginUrl, small } = database.access
  const { child, port } = await startWorker(build, { loginUrl, endpoint: `http://127.0.0.1:${endpointPort}/sql` })
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
    await answer.text()
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}.`)
    return cpuOf(child.pid)
  }
  const ready = await cpuOf(child.pid)
  const answered = await ask('/health')
  const listed = await ask('/v1/customers', { 'x-api-key': small.key })
  await endProgram(child)
  return { ready, answered, listed }
}
