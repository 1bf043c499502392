import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { wranglerBuild } from '../setup/wrangler-build.ts'

const root = fileURLToPath(new URL('../..', import.meta.url).href)
const main = 'index.js'

/** The Worker as it would be deployed. */
export type Build = {
  folder: string
  /** Paths of its modules in the folder, the main one first. */
  modules: string[]
  compatibilityDate: string
  compatibilityFlags: string[]
  /** Bytes, compressed, of what is loaded at the start, and of all modules. */
  gzipAtStart: number
  gzipAll: number
}

/** Builds the Worker as a deployment does, into a folder. @throws with wrangler's own words. */
export async function buildWorker(folder: string): Promise<Build> {
  await wranglerBuild(folder)

  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.js'))
  const texts = new Map<string, string>()
  for (const name of files) texts.set(name, await readFile(join(folder, name), 'utf8'))
  const sizes = new Map([...texts].map(([name, text]) => [name, gzipSync(text, { level: 9 }).length]))
  const sum = (names: string[]) => names.reduce((total, name) => total + (sizes.get(name) ?? 0), 0)

  const settings = await readFile(join(root, 'wrangler.toml'), 'utf8')
  return {
    folder,
    modules: [main, ...files.filter((name) => name !== main)],
    compatibilityDate: /^compatibility_date *= *"(.+?)"/m.exec(settings)?.[1] ?? '',
    compatibilityFlags: [
      ...(/^compatibility_flags *= *\[(.*?)\]/ms.exec(settings)?.[1] ?? '').matchAll(/"(.+?)"/g),
    ].map(([, flag]) => flag as string),
    gzipAtStart: sum(reachableFrom(main, texts)),
    gzipAll: sum(files),
  }
}

/** A module and all that it imports at once; what is imported on demand is not loaded with it. */
function reachableFrom(first: string, texts: Map<string, string>): string[] {
  const found = [first]
  for (const name of found) {
    for (const [, path] of (texts.get(name) ?? '').matchAll(/\b(?:from|import) ?["'](\.[^"']+)["']/g)) {
      const target = relative('.', join(dirname(name), path as string))
      if (texts.has(target) && !found.includes(target)) found.push(target)
    }
  }
  return found
}
