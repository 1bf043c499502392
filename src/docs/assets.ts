import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'

/** The files that pages load, by the name in `Addresses`. Several files of a name are joined. */
const OWN = {
  style: ['site/base.css', '../theme/tokens.css', 'site/frame.css', 'site/content.css', 'site/first-page.css'],
  script: ['site/site.js'],
  icon: ['site/icon.svg'],
  referenceStyle: ['site/reference.css'],
  referenceScript: ['site/reference.js'],
} as const

/** Addresses of the assets that pages load; they change with the content. `scalar` is the module of the reference. */
export type Addresses = Record<keyof typeof OWN | 'scalar', string>

/** All assets that pages load: files by their path in the folder to deploy, and their addresses. */
export function collectAssets(): { files: Map<string, string>; addresses: Addresses } {
  const files = new Map<string, string>()
  const own = Object.entries(OWN).map(([name, parts]) => {
    const content = parts.map((part) => readFileSync(new URL(part, import.meta.url), 'utf8')).join('\n')
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 12)
    const path = `docs/assets/${name}.${hash}${extname(parts[0])}`
    files.set(path, content)
    return [name, `/${path}`]
  })
  const scalar = addScalar(files)
  return { files, addresses: { ...Object.fromEntries(own), scalar } }
}

/**
 * Adds the built modules of Scalar's package. It loads its parts by relative paths, so they keep their names, in a
 * folder named after the version.
 */
function addScalar(files: Map<string, string>): string {
  const root = join(dirname(createRequire(import.meta.url).resolve('@scalar/api-reference')), '..')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const folder = `docs/assets/scalar-${version}`
  const add = (name: string) => {
    const text = readFileSync(join(root, 'dist', 'browser', name), 'utf8')
    // The source maps are not deployed.
    files.set(`${folder}/${name}`, text.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n'))
  }
  add('standalone.esm.js')
  for (const name of readdirSync(join(root, 'dist', 'browser', 'chunks'))) {
    if (name.endsWith('.js')) add(`chunks/${name}`)
  }
  return `/${folder}/standalone.esm.js`
}
