import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { apiModules } from '../../setup/api-modules.ts'
import type { Context } from '../context.ts'
import { atMost, type Finding } from '../report/finding.ts'
import { median } from '../report/statistics.ts'
import type { Build } from '../servers/build.ts'
import { endProgram } from '../servers/children.ts'
import { cpuOf } from '../servers/process-cost.ts'
import { startWorker } from '../servers/worker.ts'

/** CPU milliseconds since the start: when `workerd` listens, after the response of `/health`, and after a list. */
type Start = { ready: number; responded: number; listed: number }

/** Measures the cost of a new isolate: its bytes, and the CPU to load and evaluate them beyond an empty Worker. */
export async function studyStartUp(context: Context): Promise<Finding[]> {
  const { build, options } = context
  const empty: Build = { ...build, folder: join(build.folder, 'empty'), texts: [] }
  await mkdir(empty.folder, { recursive: true })
  await writeFile(join(empty.folder, 'index.js'), 'export default { fetch: () => new Response() }')

  const differences: Start[] = []
  for (let start = 0; start < (options.full ? 21 : 9); start += 1) {
    const [full, baseline] = [await startOnce(context, build), await startOnce(context, empty)]
    differences.push({
      ready: full.ready - baseline.ready,
      responded: full.responded - baseline.responded,
      listed: full.listed - baseline.listed,
    })
  }
  const format = (cpu: (start: Start) => number) => `${median(differences.map(cpu)).toFixed(1)} ms`
  const note =
    `median of ${differences.length} starts; ${format(({ responded }) => responded)} including the first response; ` +
    `CPU of the first list, which loads its operation: ${format(({ listed, responded }) => listed - responded)}`
  return [
    atMost('size of the Worker without the dashboard, compressed', 200, 'KB', (await apiModules()).compressed / 1000),
    atMost('size of the Worker, compressed', 280, 'KB', build.gzip / 1000),
    atMost(
      'start-up CPU in addition to that of an empty Worker',
      50,
      'ms',
      median(differences.map(({ ready }) => ready)),
      note,
    ),
  ]
}

/** By the time `workerd` listens, it has evaluated the Worker. */
async function startOnce({ database, endpointPort }: Context, build: Build): Promise<Start> {
  const { loginUrl, small } = database.access
  const { child, port } = await startWorker(build, { loginUrl, endpoint: `http://127.0.0.1:${endpointPort}/sql` })
  const send = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
    await response.text()
    if (!response.ok) throw new Error(`${path} returned ${response.status}.`)
    return cpuOf(child.pid)
  }
  const ready = await cpuOf(child.pid)
  const responded = await send('/health')
  const listed = await send('/v1/customers', { 'x-api-key': small.key })
  await endProgram(child)
  return { ready, responded, listed }
}
