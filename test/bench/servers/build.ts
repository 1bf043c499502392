import { copyFile, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { wranglerBuild } from '../../setup/wrangler-build.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url).href)

/** The Worker, built as for a deployment. */
export type Build = {
  /** Folder of its code, `index.js`, and its texts. */
  folder: string
  /** The files beside the code that it loads as text. */
  texts: string[]
  compatibilityDate: string
  compatibilityFlags: string[]
  /** The rate limit bindings, and how many requests each allows per minute. */
  limiters: { name: string; limit: number }[]
  /** Compressed size of the module in bytes. */
  gzip: number
}

/** Builds the Worker into a folder as for a deployment. @throws with wrangler's output. */
export async function buildWorker(folder: string): Promise<Build> {
  await wranglerBuild(folder)

  const code = await readFile(join(folder, 'index.js'))
  const settings = await readFile(join(root, 'wrangler.toml'), 'utf8')
  return {
    folder,
    texts: (await readdir(folder)).filter((name) => /\.(css|browser\.js)$/.test(name)),
    compatibilityDate: /^compatibility_date *= *"(.+?)"/m.exec(settings)?.[1] ?? '',
    compatibilityFlags: [
      ...(/^compatibility_flags *= *\[(.*?)\]/ms.exec(settings)?.[1] ?? '').matchAll(/"(.+?)"/g),
    ].map(([, flag]) => flag as string),
    limiters: [...settings.matchAll(/^\[\[ratelimits\]\]\nname = "(.+?)"\n.*\nsimple = \{ limit = (\d+),/gm)].map(
      ([, name, limit]) => ({ name: name as string, limit: Number(limit) }),
    ),
    gzip: gzipSync(code, { level: 9 }).length,
  }
}

/** Copies a build to a folder, so that files can be added beside it. */
export async function copyBuild(build: Build, folder: string): Promise<Build> {
  for (const file of ['index.js', ...build.texts]) await copyFile(join(build.folder, file), join(folder, file))
  return { ...build, folder }
}
