import type { Context } from 'hono'
import { sha256 } from '../../auth/sha256.ts'

/** The stylesheet, the script and the icon, under names with their hashes, so that browsers can keep them. */
export interface Assets {
  paths: { css: string; js: string; icon: string }
  respond: (c: Context) => Response | Promise<Response>
}

/** The files of the stylesheet, in the order of its layers. */
const STYLES = () =>
  Promise.all([
    ...[import('./styles/tokens.css'), import('../../theme/tokens.css')],
    ...[import('./styles/base.css'), import('./styles/controls.css')],
    ...[import('./styles/sections.css'), import('./styles/tables.css'), import('./styles/cells.css')],
    ...[import('./styles/choices.css'), import('./styles/forms.css'), import('./styles/notices.css')],
    ...[import('./styles/clauses.css')],
    ...[import('./styles/lists.css'), import('./styles/charts.css'), import('./styles/layout.css')],
    ...[import('./styles/pages.css'), import('./styles/frame.css'), import('./styles/topbar.css')],
    ...[import('./styles/forced-colors.css')],
  ])

export async function loadAssets(): Promise<Assets> {
  const [styles, script] = await Promise.all([STYLES(), import('./dashboard.browser.js')])
  const css = styles.map((file) => file.default).join('\n')
  const files = new Map<string, { text: string; type: string }>()
  const add = async (text: string, extension: string, type: string) => {
    const name = `${(await sha256(new TextEncoder().encode(text))).slice(0, 16)}.${extension}`
    files.set(name, { text, type })
    return `/dashboard/assets/${name}`
  }
  const paths = {
    css: await add(css, 'css', 'text/css; charset=utf-8'),
    js: await add(script.default, 'js', 'text/javascript; charset=utf-8'),
    icon: await add(ICON, 'svg', 'image/svg+xml'),
  }
  return {
    paths,
    respond(c) {
      const file = files.get(c.req.param('file') ?? '')
      return file ? c.body(file.text, 200, { 'Content-Type': file.type }) : c.body(null, 404)
    },
  }
}

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><rect width="20" height="20" rx="5" fill="#005064"/>' +
  '<path d="M6.5 14v-1.5a2.5 2.5 0 0 1 2.5-2.5h2a2.5 2.5 0 0 1 2.5 2.5V14M10 8.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4z" ' +
  'fill="none" stroke="#fff" stroke-width="1.5" stroke-linecap="round"/></svg>'
