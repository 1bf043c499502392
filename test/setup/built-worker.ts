import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { wranglerBuild } from './wrangler-build.ts'

export type BuiltWorker = {
  /** The code of the one module that a deployment uploads. */
  text: string
  /** Compressed size of the module in bytes. */
  compressed: number
  /** Bytes of the module that come from each source file, by its path from the root. */
  parts: Map<string, number>
  /** Sends a request to the Worker, which runs in Node here. Only requests that need no database succeed. */
  send(path: string, request?: RequestInit): Promise<Response>
}

/** Builds the Worker as for a deployment, without network access. @throws with wrangler's output. */
export async function buildWorker(): Promise<BuiltWorker> {
  const folder = await mkdtemp(join(tmpdir(), 'customers-built-'))
  try {
    await wranglerBuild(folder, '--metafile', join(folder, 'parts.json'))

    const text = await readFile(join(folder, 'index.js'), 'utf8')
    // With this name, Node loads it as an ES module.
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

/** The part of esbuild's metafile that is read here. */
type Metafile = { outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> }
