import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { wranglerBuild } from './wrangler-build.ts'

export type BuiltWorker = {
  /** The one module that a deployment would upload. */
  text: string
  /** Its size as it is sent, compressed, in bytes. */
  compressed: number
  /** By path from the root, how many bytes of the module come from this file. */
  parts: Map<string, number>
  /** Sends it a request, here in Node. Without a database, it answers what needs none. */
  send(path: string, request?: RequestInit): Promise<Response>
}

/** Builds the Worker as a deployment does, without a network. @throws with wrangler's own words. */
export async function buildWorker(): Promise<BuiltWorker> {
  const folder = await mkdtemp(join(tmpdir(), 'customers-built-'))
  try {
    await wranglerBuild(folder, '--metafile', join(folder, 'parts.json'))

    const text = await readFile(join(folder, 'index.js'), 'utf8')
    // So named, Node takes it for the module that it is.
    await writeFile(join(folder, 'index.mjs'), text)
    const { outputs } = JSON.parse(await readFile(join(folder, 'parts.json'), 'utf8')) as Metafile
    const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs))
    const parts = new Map(inputs.map(([path, { bytesInOutput }]) => [path, bytesInOutput]))
    const { default: worker } = await import(/* @vite-ignore */ join(folder, 'index.mjs'))
    const send: BuiltWorker['send'] = async (path, request) =>
      worker.fetch(new Request(`https://api.example${path}`, request), { STRIPE_WEBHOOK_SECRET: 'whsec_one' })
    return { text, compressed: gzipSync(text).length, parts, send }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What esbuild tells of its output. */
type Metafile = { outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> }
