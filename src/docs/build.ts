import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { collectAssets } from './assets.ts'
import { guides } from './guides.ts'
import { HEADERS } from './headers.ts'
import { guidePage, indexPage, notFoundPage } from './own-pages.ts'
import { framed, type Page } from './page.ts'
import { referencePage } from './reference-page.ts'
import { writeFolder } from './write-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where the pages are written: the directory of `[assets]` in wrangler.toml. */
const PUBLIC = join(root, 'public')

/**
 * Writes the pages under `/docs` and all of their assets into `public/`.
 * @throws if a file of `docs/` is missing in the navigation, or a listed one does not exist.
 */
export function buildDocs(): void {
  const names = readdirSync(join(root, 'docs')).flatMap((file) => (file.endsWith('.md') ? [basename(file, '.md')] : []))
  const missing = names.filter((name) => !guides.some((guide) => guide.name === name))
  if (missing.length > 0) throw new Error(`src/docs/guides.ts does not list docs/${missing[0]}.md.`)

  const { files, addresses } = collectAssets()
  const page = (page: Page) => framed(page, addresses)
  files.set('docs/index.html', page(indexPage()))
  files.set('docs/reference.html', page(referencePage(addresses)))
  for (const guide of guides) files.set(`docs/${guide.name}.html`, page(guidePage(guide, join(root, 'docs'))))
  files.set('404.html', page(notFoundPage()))
  files.set('_headers', HEADERS)
  writeFolder(PUBLIC, files, join(root, '.wrangler'))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildDocs()
