import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { wranglerBuild } from '../../setup/wrangler-build.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url).href)

/** The Worker as it would be deployed. */
export type Build = {
  /** Where its one module is, `index.js`. */
  folder: string
  compatibilityDate: string
  compatibilityFlags: string[]
  /** Bytes of the module, compressed. */
  gzip: number
}

/** Builds the Worker as a deployment does, into a folder. @throws with wrangler's own words. */
export async function buildWorker(folder: string): Promise<Build> {
  await wranglerBuild(folder)

  const code = await readFile(join(folder, 'index.js'))
  const settings = await readFile(join(root, 'wrangler.toml'), 'utf8')
  return {
    folder,
    compatibilityDate: /^compatibility_date *= *"(.+?)"/m.exec(settings)?.[1] ?? '',
    compatibilityFlags: [
      ...(/^compatibility_flags *= *\[(.*?)\]/ms.exec(settings)?.[1] ?? '').matchAll(/"(.+?)"/g),
    ].map(([, flag]) => flag as string),
    gzip: gzipSync(code, { level: 9 }).length,
  }
}
